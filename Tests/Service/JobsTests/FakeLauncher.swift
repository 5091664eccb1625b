import Jobs
import Synchronization
import TestSupport

/// Launches nothing, and shows what a pool does with its processes.
final class FakeLauncher: WorkerLauncher {
    final class Process: WorkerProcess {
        let pid: Int
        let command: WorkerCommand
        private let yields: Bool
        private let onExit: Mutex<(@Sendable (WorkerExit) -> Void)?>
        private let received = Mutex<[String]>([])

        var signals: [String] { received.withLock { $0 } }

        init(pid: Int, command: WorkerCommand, yields: Bool, onExit: @escaping @Sendable (WorkerExit) -> Void) {
            self.pid = pid
            self.command = command
            self.yields = yields
            self.onExit = Mutex(onExit)
        }

        func exit(_ exit: WorkerExit) {
            let callback = onExit.withLock { onExit in
                defer { onExit = nil }
                return onExit
            }
            callback?(exit)
        }

        func closeInput() { received.withLock { $0.append("close") } }

        func terminate() {
            received.withLock { $0.append("terminate") }
            if yields { exit(.exited(code: 0)) }
        }

        func kill() {
            received.withLock { $0.append("kill") }
            exit(.signalled(9))
        }
    }

    let launched = Inbox<Process>()
    private let yields: Bool
    private let count = Mutex(0)

    /// - Parameter yields: whether processes end when they are asked to.
    init(yields: Bool = true) {
        self.yields = yields
    }

    func launch(
        _ command: WorkerCommand, onExit: @escaping @Sendable (WorkerExit) -> Void
    ) throws -> any WorkerProcess {
        let pid = count.withLock { count in
            count += 1
            return count
        }
        let process = Process(pid: pid, command: command, yields: yields, onExit: onExit)
        launched.put(process)
        return process
    }
}
