/// A program to run as a worker.
public struct WorkerCommand: Hashable, Sendable {
    /// The path of the program.
    public var executable: String
    public var arguments: [String]
    /// The whole environment.
    public var environment: [String: String]

    public init(executable: String, arguments: [String], environment: [String: String] = [:]) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
    }
}

/// How a process ended.
public enum WorkerExit: Hashable, Sendable {
    case exited(code: Int32)
    case signalled(Int32)
}

/// A worker process that was started here.
public protocol WorkerProcess: Sendable {
    var pid: Int { get }
    /// Closes the pipe on its standard input, which tells it to end.
    func closeInput()
    /// Asks it to end. Does nothing once it has ended.
    func terminate()
    /// Ends it, whatever it does. Does nothing once it has ended.
    func kill()
}

/// Starts worker processes: a seam, so that tests need none.
public protocol WorkerLauncher: Sendable {
    /// Starts a program with a pipe on its standard input that closes when this process ends, however it ends.
    ///
    /// - Parameter onExit: called once, as soon as the process has ended, on any thread.
    /// - Throws: ``WorkerLaunchError`` if it cannot be started; `onExit` is not called then.
    func launch(
        _ command: WorkerCommand, onExit: @escaping @Sendable (WorkerExit) -> Void
    ) throws -> any WorkerProcess
}

/// A worker could not be started.
public struct WorkerLaunchError: Error, Hashable, Sendable, CustomStringConvertible {
    public var executable: String
    /// What was tried.
    public var step: String
    public var systemError: Int32
    /// The system's words for the error.
    public var message: String

    public init(executable: String, step: String, systemError: Int32, message: String) {
        self.executable = executable
        self.step = step
        self.systemError = systemError
        self.message = message
    }

    public var description: String { "\(executable): cannot \(step): \(message)" }
}
