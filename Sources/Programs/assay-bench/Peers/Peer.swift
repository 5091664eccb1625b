import Foundation

/// A Python process that measures another program, a line in and a line out.
final class Peer {
    /// What it calls itself, with versions.
    let version: String
    private let name: String
    private let process = Process()
    private let commands = Pipe()
    private let answers: AnswerLines

    init(_ name: String, python: String, script: String, arguments: [String]) throws {
        self.name = name
        let output = Pipe()
        answers = AnswerLines(output.fileHandleForReading)
        // Writing to a peer that has ended is an error to report, not a signal to die of.
        signal(SIGPIPE, SIG_IGN)
        process.executableURL = URL(filePath: python)
        process.arguments = [script] + arguments
        process.environment = Peers.environment
        process.standardInput = commands
        process.standardOutput = output
        try process.run()
        guard let version = answers.next() else { throw PeerError.ended(name) }
        self.version = version
    }

    deinit {
        try? commands.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// Sends a command and returns the number that comes back.
    func ask(_ command: String) throws -> Double {
        do {
            try commands.fileHandleForWriting.write(contentsOf: Data("\(command)\n".utf8))
        } catch {
            throw PeerError.ended(name)
        }
        guard let answer = answers.next() else { throw PeerError.ended(name) }
        guard let number = Double(answer) else { throw PeerError.answer(name, command: command, answer: answer) }
        return number
    }
}

/// Lines as a pipe brings them.
private final class AnswerLines {
    private let pipe: FileHandle
    private var unread = Data()

    init(_ pipe: FileHandle) { self.pipe = pipe }

    /// Nil once the pipe is at its end.
    func next() -> String? {
        while true {
            if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: unread[..<end], as: UTF8.self)
                unread = Data(unread[unread.index(after: end)...])
                return line
            }
            let more = pipe.availableData
            guard !more.isEmpty else { return nil }
            unread.append(more)
        }
    }
}

/// Why a peer could not be measured.
enum PeerError: Error, CustomStringConvertible {
    case noPython
    case ended(String)
    case answer(String, command: String, answer: String)
    case failed(String, status: Int32)

    var description: String {
        switch self {
        case .noPython: "no --peers"
        case .ended(let peer): "\(peer) ended without an answer; what it wrote to standard error says why"
        case .answer(let peer, let command, let answer):
            "\(peer) answered \"\(answer)\" to \"\(command)\"; expected a number"
        case .failed(let peer, let status): "\(peer) ended with status \(status)"
        }
    }
}
