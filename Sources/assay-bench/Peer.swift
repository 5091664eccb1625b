import ArgumentParser
import Foundation
import LanguageModels

/// A Python process that measures PyTorch on the same model, a line in and a line out.
final class Peer {
    private let process = Process()
    private let commands = Pipe()
    private let answers = Pipe()
    private var unread = Data()

    init(python: String, script: String, workload: Workload) throws {
        process.executableURL = URL(filePath: python)
        process.arguments = [
            script, String(decoding: try workload.configuration.json(), as: UTF8.self), "\(workload.context)",
            "\(workload.sequencesPerStep)", "\(workload.threads)", "\(workload.scoredTokens)",
        ]
        process.standardInput = commands
        process.standardOutput = answers
        try process.run()
        let version = try line()
        print("peer: \(version)")
    }

    /// Sends a command and returns the tokens a second that come back.
    func measure(_ command: String) throws -> Double {
        try commands.fileHandleForWriting.write(contentsOf: Data("\(command)\n".utf8))
        let answer = try line()
        guard let rate = Double(answer) else { throw ValidationError("the peer answered \"\(answer)\"") }
        return rate
    }

    func stop() {
        try? commands.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    private func line() throws -> String {
        while true {
            if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: unread[..<end], as: UTF8.self)
                unread = unread[unread.index(after: end)...]
                return line
            }
            let more = answers.fileHandleForReading.availableData
            guard !more.isEmpty else { throw ValidationError("the peer ended without an answer") }
            unread.append(more)
        }
    }
}
