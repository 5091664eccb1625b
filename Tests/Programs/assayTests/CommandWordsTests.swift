import ArgumentParser
import Client
import Testing

@testable import assay

@Suite struct CommandWordsTests {
    @Test(arguments: [
        (["evalute", "--pool", "demo"], #"assay has no command "evalute"; did you mean assay evaluate?"#),
        (["partition", "list"], #"assay has no command "partition"; did you mean assay partitions?"#),
        (["pols", "list"], #"assay has no command "pols"; did you mean assay pools?"#),
        (["partitions", "lst"], #"assay partitions has no command "lst"; did you mean assay partitions list?"#),
        (
            ["partitions", "frobnicate", "--json"],
            #"assay partitions has no command "frobnicate"; its commands are upload, list, show, rename, label, remove"#
        ),
    ])
    func anUnknownCommandIsNamedWithTheOneThatWasMeant(arguments: [String], message: String) {
        #expect(throws: Failure(.arguments, message)) { try CommandWords.check(arguments, of: Assay.self) }
    }

    @Test(arguments: [
        [], ["--help"], ["help", "pools"], ["partitions"], ["partitions", "--help"], ["partitions", "list", "--json"],
        ["evaluate", "a=1"], ["partitions", "show", "lst"], ["--generate-completion-script", "bash"],
    ])
    func whatIsNoWordOfACommandIsLeftToTheParser(arguments: [String]) throws {
        try CommandWords.check(arguments, of: Assay.self)
    }

    @Test func wrongArgumentsEndWithTheirExitCode() {
        #expect(Failure(.arguments, "").exitCode.rawValue == 64)
    }

    @Test(arguments: [["status", "--sever", "x"], ["workers", "--json", "--csv"]])
    func whatTheParserRefusesHasThePrefixOfEveryError(arguments: [String]) throws {
        let error = try #require(throws: (any Error).self) { try Assay.parseAsRoot(arguments) }
        let text = try #require(Assay.errorText(error))
        #expect(text.hasPrefix("assay: "))
        #expect(!text.contains("Error: "))
    }

    /// Newcomer: `--by x python=1` was answered with "The value 'x' is invalid for '<weights>'".
    @Test(arguments: [
        (
            ["attribution", "--pool", "p", "--set", "s", "--by", "x", "python=1"],
            "assay attribution has no option --by; "
        ),
        (
            ["evaluate", "--pool", "p", "--set", "s", "--labl=x", "a=1"],
            "assay evaluate has no option --labl; did you mean --label?"
        ),
        (["pools", "list", "--poool"], "assay pools list has no option --poool; "),
    ])
    func anUnknownOptionIsNamedBeforeWhatFollowsIt(arguments: [String], message: String) throws {
        let failure = try #require(throws: Failure.self) { try CommandWords.parse(arguments, as: Assay.self) }
        #expect(failure.kind == .arguments && failure.message.hasPrefix(message), "\(failure.message)")
    }

    @Test func anArgumentThatIsNoWeightSaysWhatIsExpected() throws {
        let error = try #require(throws: (any Error).self) {
            try CommandWords.parse(["evaluate", "--pool", "p", "--set", "s", "python"], as: Assay.self)
        }
        #expect(Assay.errorText(error)?.contains("The value 'python' is invalid for '<name=weight>'") == true)
    }

    @Test(arguments: [
        ["--version"], ["pools", "--version"], ["--generate-completion-script", "bash"], ["pools", "--help"],
    ])
    func whatAsksForAnAnswerIsNoError(arguments: [String]) throws {
        let error = #expect(throws: (any Error).self) {
            var command = try CommandWords.parse(arguments, as: Assay.self)
            try command.run()
        }
        #expect(error.flatMap(Assay.errorText) == nil)
    }

    @Test func helpIsNoError() throws {
        var command = try Assay.parseAsRoot(["--help"])
        let error = try #require(throws: (any Error).self) { try command.run() }
        #expect(Assay.errorText(error) == nil)
    }

    @Test func anUnreachableServiceSaysHowItIsStarted() throws {
        let error = ClientError(.unreachable, message: "http://127.0.0.1:1: refused")
        let text = try #require(Assay.errorText(error))
        #expect(text.hasPrefix("assay: http://127.0.0.1:1: refused; start it with: assayd serve; "))
        #expect(Assay.errorText(ClientError(.corrupted, message: "x")) == "assay: x")
    }
}
