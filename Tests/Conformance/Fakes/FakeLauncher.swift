public import Jobs
import Synchronization
public import TestSupport

/// Launches nothing, and shows what is done with its processes.
public final class FakeLauncher: WorkerLauncher {
    /// How the processes of a program behave.
    public enum Behaviour: Sendable {
        /// It ends when its input does, or when it is asked to.
        case yields
        /// It ends when it is killed.
        case stubborn
        /// It ends at once, with a code.
        case exits(Int32)
        /// The program is not there.
        case absent
    }

    /// A process that a test ends.
    public final class Process: WorkerProcess {
        public let pid: Int
        public let command: WorkerCommand
        private let yields: Bool
        private let onExit: Mutex<(@Sendable (WorkerExit) -> Void)?>
        private let received = Mutex<[String]>([])

        /// What it was sent, in order: `close`, `terminate`, `kill`.
        public var signals: [String] { received.withLock { $0 } }

        init(pid: Int, command: WorkerCommand, yields: Bool, onExit: @escaping @Sendable (WorkerExit) -> Void) {
            self.pid = pid
            self.command = command
            self.yields = yields
            self.onExit = Mutex(onExit)
        }

        /// Ends it, unless it has ended.
        public func exit(_ exit: WorkerExit) {
            let callback = onExit.withLock { onExit in
                defer { onExit = nil }
                return onExit
            }
            callback?(exit)
        }

        public func closeInput() {
            received.withLock { $0.append("close") }
            if yields { exit(.exited(code: 0)) }
        }

        public func terminate() {
            received.withLock { $0.append("terminate") }
            if yields { exit(.signalled(15)) }
        }

        public func kill() {
            received.withLock { $0.append("kill") }
            exit(.signalled(9))
        }
    }

    /// Every process, as it is launched.
    public let launched = Inbox<Process>()
    private let behaviour: @Sendable (WorkerCommand) -> Behaviour
    private let count = Mutex(0)

    public init(_ behaviour: @escaping @Sendable (WorkerCommand) -> Behaviour) {
        self.behaviour = behaviour
    }

    /// - Parameter yields: whether processes end when they are asked to.
    public convenience init(yields: Bool = true) {
        self.init { _ in yields ? .yields : .stubborn }
    }

    public func launch(
        _ command: WorkerCommand, onExit: @escaping @Sendable (WorkerExit) -> Void
    ) throws -> any WorkerProcess {
        let behaviour = behaviour(command)
        if case .absent = behaviour {
            throw WorkerLaunchError(
                executable: command.executable, step: "start", systemError: 2, message: "No such file or directory")
        }
        let pid = count.withLock { count in
            count += 1
            return count
        }
        var yields = false
        if case .yields = behaviour { yields = true }
        let process = Process(pid: pid, command: command, yields: yields, onExit: onExit)
        launched.put(process)
        if case .exits(let code) = behaviour { process.exit(.exited(code: code)) }
        return process
    }
}
