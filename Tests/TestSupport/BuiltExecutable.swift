import Foundation

/// An executable of the package, run as a real process.
public struct BuiltExecutable: Sendable {
    /// What a process left.
    public struct Result: Sendable {
        public let status: Int32
        public let output: String
        public let error: String
    }

    /// Where the executable stands.
    public let path: String

    /// Finds an executable beside a test's bundle, which stands in the folder of what was built.
    public init(_ name: String, beside bundle: String) {
        path = URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent(name).path
    }

    /// Runs the executable, waits for its end, and gives what it wrote.
    public func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Result {
        try Self.run(path, arguments, environment: environment)
    }

    /// Runs the executable from a shell that is told something first, such as a limit.
    public func run(_ arguments: [String], afterShell command: String) throws -> Result {
        try Self.run("/bin/sh", ["-c", "\(command); exec \"$0\" \"$@\"", path] + arguments, environment: [:])
    }

    private static func run(
        _ path: String, _ arguments: [String], environment: [String: String]
    ) throws -> Result {
        let folder = try TemporaryFolder()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        // Files take any amount; a pipe that nobody reads while waiting would fill up.
        process.standardOutput = try file(folder.path("output"))
        process.standardError = try file(folder.path("error"))
        try process.run()
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus,
            output: try String(contentsOfFile: folder.path("output"), encoding: .utf8),
            error: try String(contentsOfFile: folder.path("error"), encoding: .utf8))
    }

    private static func file(_ path: String) throws -> FileHandle {
        try Data().write(to: URL(fileURLWithPath: path))
        return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    }
}
