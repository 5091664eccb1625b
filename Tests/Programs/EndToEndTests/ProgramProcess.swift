import Foundation
import Synchronization

/// A built program run as a process of its own, its output read line by line.
final class ProgramProcess: Sendable {
    /// How a process ended.
    struct Ending: Hashable {
        let status: Int32
        let wasSignalled: Bool
    }

    let identifier: Int32
    /// Where its standard error goes, so that a failing test can show it.
    let logPath: String
    private let lines: AsyncStream<String>
    private let ending: Task<Ending, Never>

    /// Starts `assayd` or `assay` from the folder in which the test bundle itself was built.
    convenience init(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], logPath: String
    ) throws {
        try self.init(
            executable: Self.folder.appending(path: program), arguments, environment: environment, logPath: logPath)
    }

    /// Starts any program, in a folder if one is given.
    init(
        executable: URL, _ arguments: [String], environment: [String: String] = [:], folder: URL? = nil,
        logPath: String
    ) throws {
        let process = Process()
        process.executableURL = executable
        if let folder { process.currentDirectoryURL = folder }
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let output = Pipe()
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        _ = FileManager.default.createFile(atPath: logPath, contents: nil)
        process.standardError = FileHandle(forWritingAtPath: logPath)
        self.logPath = logPath
        let (endings, endingContinuation) = AsyncStream.makeStream(of: Ending.self)
        process.terminationHandler = { process in
            endingContinuation.yield(
                Ending(
                    status: process.terminationStatus, wasSignalled: process.terminationReason == .uncaughtSignal))
            endingContinuation.finish()
        }
        ending = Task {
            var iterator = endings.makeAsyncIterator()
            return await iterator.next() ?? Ending(status: -1, wasSignalled: false)
        }
        try process.run()
        identifier = process.processIdentifier
        lines = Self.lines(of: output.fileHandleForReading)
    }

    /// The first line of standard output for which the transform gives a value; `nil` when output ends before.
    func firstLine<Value>(_ transform: (String) -> Value?) async -> Value? {
        for await line in lines {
            if let value = transform(line) { return value }
        }
        return nil
    }

    /// Everything that is still to come on standard output.
    func remainingOutput() async -> String {
        var text = ""
        for await line in lines { text += line + "\n" }
        return text
    }

    /// Waits for the process to end.
    func waitUntilEnded() async -> Ending {
        await ending.value
    }

    func send(_ signal: Int32) {
        kill(identifier, signal)
    }

    /// What it wrote to standard error, line by line.
    var log: [Substring] {
        let data = FileManager.default.contents(atPath: logPath) ?? Data()
        return String(decoding: data, as: UTF8.self).split(separator: "\n")
    }

    /// The folder of the running test program, beside which the products lie.
    static let folder: URL = {
        let path = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: path).deletingLastPathComponent()
    }()

    private static func lines(of handle: FileHandle) -> AsyncStream<String> {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        let thread = Thread {
            var pending: [UInt8] = []
            while true {
                let data = handle.availableData
                if data.isEmpty { break }
                pending += data
                while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                    continuation.yield(String(decoding: pending[..<end], as: UTF8.self))
                    pending.removeFirst(end + 1)
                }
            }
            if !pending.isEmpty { continuation.yield(String(decoding: pending, as: UTF8.self)) }
            continuation.finish()
        }
        thread.start()
        return stream
    }
}
