import Conformance
import Jobs
import TestSupport
import Testing

@Suite(.serialized, .timeLimit(.minutes(1))) struct LauncherContractTests {
    @Test(arguments: launcherContract)
    func realProcessesKeepTheContract(clause: Clause<LauncherSubject>) async throws {
        try await clause.hold(
            LauncherSubject(SpawningLauncher()) { program in
                switch program {
                case .reader: WorkerCommand(executable: "/bin/cat", arguments: [])
                case .stubborn: WorkerCommand(executable: "/bin/sleep", arguments: ["1000"])
                case .brief: WorkerCommand(executable: "/bin/sh", arguments: ["-c", "exit 7"])
                case .absent: WorkerCommand(executable: "/nowhere/assayd", arguments: [])
                }
            })
    }

    @Test(arguments: launcherContract)
    func theFakeKeepsTheContract(clause: Clause<LauncherSubject>) async throws {
        try await clause.hold(Self.fake(Self.launcher()))
    }

    @Test func aLauncherThatTellsAnEndTwiceIsFoundOut() async {
        let broken = await launcherContract.broken { Self.fake(EchoingLauncher(launcher: Self.launcher())) }
        #expect(broken == ["the end of a process is told exactly once, whatever it is sent afterwards"])
    }

    private static func launcher() -> FakeLauncher {
        FakeLauncher { command in
            switch command.executable {
            case "reader": .yields
            case "stubborn": .stubborn
            case "brief": .exits(7)
            default: .absent
            }
        }
    }

    private static func fake(_ launcher: some WorkerLauncher) -> LauncherSubject {
        LauncherSubject(launcher) { WorkerCommand(executable: "\($0)", arguments: []) }
    }
}

/// Tells each end twice.
private struct EchoingLauncher: WorkerLauncher {
    let launcher: FakeLauncher

    func launch(
        _ command: WorkerCommand, onExit: @escaping @Sendable (WorkerExit) -> Void
    ) throws -> any WorkerProcess {
        try launcher.launch(command) { exit in
            onExit(exit)
            onExit(exit)
        }
    }
}
