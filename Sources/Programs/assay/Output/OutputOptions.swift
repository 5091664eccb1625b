import API
import ArgumentParser
import Foundation
import TextTables

/// In which form a command prints what it found out.
struct OutputOptions: ParsableArguments {
    enum Form: EnumerableFlag {
        case table, json, csv, jsonl, yaml, id

        static func help(for value: Form) -> ArgumentHelp? {
            switch value {
            case .table: "Print tables that read well (default)."
            case .json: "Print the service's JSON."
            case .csv: "Print the service's records as CSV, exactly as it gives them."
            case .jsonl: "Print the service's records, one JSON object a line."
            case .yaml: "Print the service's JSON as YAML."
            case .id: "Print only the ids, one a line."
            }
        }
    }

    @Flag(exclusivity: .exclusive) var form: Form = .table

    /// Prints a report to standard output.
    func write(_ report: Report) throws {
        switch form {
        case .table: StandardOutput.write(report.tables.map(\.text).joined(separator: "\n"))
        case .json: try write(report, as: .json)
        case .csv: try write(report, as: .csv)
        case .jsonl: try write(report, as: .jsonl)
        case .yaml: try write(report, as: .yaml)
        case .id: StandardOutput.write(report.ids.map { $0 + "\n" }.joined())
        }
    }

    private func write(_ report: Report, as format: TableFormat) throws {
        let text = String(decoding: try report.document(format), as: UTF8.self)
        StandardOutput.write(format == .json ? text + "\n" : text)
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
