import CDescriptors
import Foundation
import Glibc
import Synchronization

/// Starts real processes.
///
/// Each has a process group of its own, so that an interrupt typed at the terminal reaches only the service, which then
/// stops its workers in order; its signals are as a fresh process has them; output goes where the service's goes.
public struct SpawningLauncher: WorkerLauncher {
    public init() {}

    public func launch(
        _ command: WorkerCommand, onExit: @escaping @Sendable (WorkerExit) -> Void
    ) throws -> any WorkerProcess {
        func check(_ status: Int32, _ step: String) throws {
            guard status == 0 else {
                throw WorkerLaunchError(
                    executable: command.executable, step: step, systemError: status,
                    message: String(cString: strerror(status)))
            }
        }
        // Both ends are born closed on exec, so that no sibling holds them open; the child's end is copied to
        // descriptor 0.
        var pipeEnds: [Int32] = [-1, -1]
        try check(descriptors_pipe(&pipeEnds) == 0 ? 0 : errno, "make a pipe")
        defer { close(pipeEnds[0]) }
        do {
            let pid = try Self.spawn(command, input: pipeEnds[0], check)
            return SpawnedProcess(pid: pid, input: pipeEnds[1], onExit: onExit)
        } catch {
            close(pipeEnds[1])
            throw error
        }
    }

    private static func spawn(
        _ command: WorkerCommand, input: Int32, _ check: (Int32, String) throws -> Void
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        try check(posix_spawn_file_actions_init(&actions), "prepare its files")
        defer { posix_spawn_file_actions_destroy(&actions) }
        try check(posix_spawn_file_actions_adddup2(&actions, input, 0), "prepare its input")
        var attributes = posix_spawnattr_t()
        try check(posix_spawnattr_init(&attributes), "prepare its attributes")
        defer { posix_spawnattr_destroy(&attributes) }
        var (none, all) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        try check(posix_spawnattr_setsigmask(&attributes, &none), "prepare its signals")
        try check(posix_spawnattr_setsigdefault(&attributes, &all), "prepare its signals")
        try check(posix_spawnattr_setpgroup(&attributes, 0), "prepare its group")
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
        try check(posix_spawnattr_setflags(&attributes, Int16(flags)), "prepare its attributes")

        let arguments = ([command.executable] + command.arguments).map { strdup($0) }
        let environment = command.environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") }
        defer { for text in arguments + environment { free(text) } }
        var pid = pid_t()
        let status = posix_spawn(
            &pid, command.executable, &actions, &attributes, arguments + [nil], environment + [nil])
        try check(status, "start")
        return pid
    }
}

/// A process that was spawned, with a thread that waits for its end.
final class SpawnedProcess: WorkerProcess {
    private struct State {
        /// The end of the pipe that is this process's; `nil` once it is closed.
        var input: Int32?
        /// Whether the process identifier is still its own.
        var isRunning = true
    }

    private let identifier: pid_t
    private let state: Mutex<State>

    var pid: Int { Int(identifier) }

    init(pid: pid_t, input: Int32, onExit: @escaping @Sendable (WorkerExit) -> Void) {
        identifier = pid
        state = Mutex(State(input: input))
        // A thread of its own sees the end at once, and blocks nothing else.
        let thread = Thread { [self] in onExit(waitForEnd()) }
        thread.name = "assay.worker.\(pid)"
        thread.start()
    }

    func closeInput() {
        state.withLock { state in
            guard let input = state.input else { return }
            close(input)
            state.input = nil
        }
    }

    func terminate() { send(SIGTERM) }

    func kill() { send(SIGKILL) }

    private func send(_ signal: Int32) {
        state.withLock { state in
            // Once it is reaped, its identifier may be another's.
            guard state.isRunning else { return }
            _ = Glibc.kill(identifier, signal)
        }
    }

    private func waitForEnd() -> WorkerExit {
        // WNOWAIT: first wait, then reap under the lock, so that no signal goes to an identifier that was given away.
        var information = siginfo_t()
        while waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        var status: Int32 = 0
        state.withLock { state in
            while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
            state.isRunning = false
        }
        closeInput()
        let signal = status & 0x7F
        return signal == 0 ? .exited(code: (status >> 8) & 0xFF) : .signalled(signal)
    }
}
