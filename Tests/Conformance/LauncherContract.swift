public import Jobs
public import TestSupport

/// A launcher, and how it is told of programs that behave in certain ways.
public struct LauncherSubject: Sendable {
    /// What a program does.
    public enum Program: Sendable {
        /// Ends when its input does, or when it is asked to.
        case reader
        /// Does not look at its input.
        case stubborn
        /// Ends at once, with code 7.
        case brief
        /// Is not there.
        case absent
    }

    let launcher: any WorkerLauncher
    let command: @Sendable (Program) -> WorkerCommand

    public init(_ launcher: any WorkerLauncher, command: @escaping @Sendable (Program) -> WorkerCommand) {
        self.launcher = launcher
        self.command = command
    }

    func launch(_ program: Program) throws -> (process: any WorkerProcess, exits: Inbox<WorkerExit>) {
        let exits = Inbox<WorkerExit>()
        return (try launcher.launch(command(program)) { exits.put($0) }, exits)
    }
}

/// What every ``WorkerLauncher`` does.
public let launcherContract: [Clause<LauncherSubject>] = [
    Clause("the end of its input ends a process that reads it, and may be told twice") { subject in
        let (process, exits) = try subject.launch(.reader)
        process.closeInput()
        process.closeInput()
        try demandEqual(await exits.take(), .exited(code: 0))
    },
    Clause("a process that is asked to end does so by the signal") { subject in
        let (process, exits) = try subject.launch(.reader)
        process.terminate()
        try demandEqual(await exits.take(), .signalled(15))
    },
    Clause("a kill ends a process that does not listen") { subject in
        let (process, exits) = try subject.launch(.stubborn)
        process.closeInput()
        process.kill()
        try demandEqual(await exits.take(), .signalled(9))
    },
    Clause("the code that a process ends with is seen") { subject in
        try demandEqual(await subject.launch(.brief).exits.take(), .exited(code: 7))
    },
    Clause("the end of a process is told exactly once, whatever it is sent afterwards") { subject in
        let ends = Counter()
        let (told, tell) = AsyncStream.makeStream(of: Void.self)
        let process = try subject.launcher.launch(subject.command(.reader)) { _ in
            ends.increment()
            tell.yield()
        }
        process.closeInput()
        for await _ in told { break }
        process.terminate()
        process.kill()
        process.closeInput()
        // The end of another one comes after whatever the first still had to tell.
        let (other, exits) = try subject.launch(.reader)
        other.closeInput()
        _ = await exits.take()
        try demandEqual(ends.value, 1)
    },
    Clause("processes that run together have identifiers of their own") { subject in
        let (first, firstExits) = try subject.launch(.reader)
        let (second, secondExits) = try subject.launch(.reader)
        try demand(first.pid > 0 && second.pid > 0 && first.pid != second.pid, "\(first.pid), \(second.pid)")
        for process in [first, second] { process.kill() }
        _ = await (firstExits.take(), secondExits.take())
    },
    Clause("a program that is not there is an error that names it, and no end is told") { subject in
        let ends = Counter()
        let command = subject.command(.absent)
        let error = try await demandError("launching") {
            try subject.launcher.launch(command) { _ in ends.increment() }
        }
        try demandEqual((error as? WorkerLaunchError)?.executable, command.executable)
        try demandEqual(ends.value, 0)
    },
]
