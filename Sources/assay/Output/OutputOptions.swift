import ArgumentParser
import Foundation

/// In which form a command prints what it found out.
struct OutputOptions: ParsableArguments {
    enum Form: EnumerableFlag {
        case table, json, csv, id

        static func help(for value: Form) -> ArgumentHelp? {
            switch value {
            case .table: "Print tables that read well (default)."
            case .json: "Print the service's JSON."
            case .csv: "Print the tables as CSV."
            case .id: "Print only the ids, one a line."
            }
        }
    }

    @Flag(exclusivity: .exclusive) var form: Form = .table

    /// Prints a report to standard output.
    func write(_ report: Report) throws {
        switch form {
        case .table: StandardOutput.write(report.tables.map(\.text).joined(separator: "\n"))
        case .json: StandardOutput.write(String(decoding: report.json, as: UTF8.self) + "\n")
        case .csv: StandardOutput.write(report.tables.map(\.csv).joined(separator: "\n"))
        case .id: StandardOutput.write(report.ids.map { $0 + "\n" }.joined())
        }
    }
}

/// Where results go.
enum StandardOutput {
    static func write(_ text: String) {
        FileHandle.standardOutput.write(Data(text.utf8))
    }
}

/// Where progress and errors go.
enum StandardError {
    static func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }

    static var isTerminal: Bool { isatty(FileHandle.standardError.fileDescriptor) == 1 }
}
