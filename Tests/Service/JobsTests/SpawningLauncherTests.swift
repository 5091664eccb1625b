import Foundation
import Jobs
import TestSupport
import Testing

@Suite(.serialized) struct SpawningLauncherTests {
    let folder: TemporaryFolder
    let exits = Inbox<WorkerExit>()

    init() throws {
        folder = try TemporaryFolder()
    }

    private func launch(_ executable: String, _ arguments: [String], _ environment: [String: String] = [:]) throws
        -> any WorkerProcess
    {
        let command = WorkerCommand(executable: executable, arguments: arguments, environment: environment)
        return try SpawningLauncher().launch(command) { [exits] in exits.put($0) }
    }

    @Test func theEndOfTheInputEndsAProcessThatReadsIt() async throws {
        let process = try launch("/bin/cat", [])
        #expect(process.pid > 1)
        process.closeInput()
        #expect(await exits.take() == .exited(code: 0))
        process.kill()
    }

    @Test func aProcessDoesNotHoldTheInputOfItsSibling() async throws {
        let first = try launch("/bin/cat", [])
        let second = try launch("/bin/cat", [])
        first.closeInput()
        #expect(await exits.take() == .exited(code: 0))
        second.closeInput()
        #expect(await exits.take() == .exited(code: 0))
    }

    @Test func theExitCodeAndTheSignalAreSeen() async throws {
        _ = try launch("/bin/sh", ["-c", "exit 7"])
        #expect(await exits.take() == .exited(code: 7))
        try launch("/bin/cat", []).terminate()
        #expect(await exits.take() == .signalled(15))
        try launch("/bin/cat", []).kill()
        #expect(await exits.take() == .signalled(9))
    }

    @Test func theEnvironmentIsWhatIsGivenAndNothingElse() async throws {
        let file = folder.path("environment")
        _ = try launch("/bin/sh", ["-c", "echo \"$COLOUR,$HOME\" > \"$TARGET\""], ["COLOUR": "blue", "TARGET": file])
        #expect(await exits.take() == .exited(code: 0))
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "blue,\n")
    }

    @Test func aProgramThatIsNotThereIsAnError() throws {
        #expect(throws: WorkerLaunchError.self) { try launch("/nowhere/assayd", []) }
    }
}
