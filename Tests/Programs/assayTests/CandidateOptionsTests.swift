import ArgumentParser
import Testing

@testable import assay

@Suite struct CandidateOptionsTests {
    let tokens = ["a": 10, "b": 30, "c": 20, "d": 5, "e": 5, "f": 30]

    func candidates(_ arguments: String...) throws -> [CandidateOptions.Candidate] {
        try CandidateOptions.parse(arguments).candidates(tokens: tokens)
    }

    @Test func theDemosCandidatesAreFiftyThree() throws {
        let found = try candidates(
            "--subsets", "1,2,3", "--uniform", "--proportional", "--dirichlet", "10", "--seed", "3")
        #expect(found.count == 53)
    }

    @Test func aMixtureThatIsNamedTwiceStandsOnce() throws {
        let found = try candidates("a=1", "--subsets", "1")
        #expect(found.count == 6 && found.first?.weights == ["a": 1])
    }

    @Test func weightsAreCheckedBeforeTheyAreSent() {
        let error = #expect(throws: Failure.self) { try candidates("a=nan", "b=-1") }
        #expect(
            error?.message
                == "mixture: \"a\": is not a number; expected a weight from 0 to 1; \"b\": is -1.0; expected a weight of 0 or more"
        )
        #expect(throws: Failure.self) { try candidates("a=0.5", "a=0.5") }
        #expect(throws: Never.self) { try candidates("a=2", "b=2", "--normalize") }
    }

    @Test func weightsThatDoNotSumToOneAreOfferedTheFlag() {
        let error = #expect(throws: Failure.self) { try candidates("a=1", "b=1") }
        #expect(
            error?.message == "mixture: the weights sum to 2.0; expected 1 within 1e-06, "
                + "or --normalize to have them divided by their sum")
    }

    @Test func aSizeBeyondThePoolIsRefused() {
        let error = #expect(throws: Failure.self) { try candidates("--subsets", "7") }
        #expect(error?.message == "--subsets: size 7; the pool has 6 partitions")
    }

    @Test(arguments: ["0", "a", "1,,2", "-1"]) func sizesAreNumbersAboveZero(text: String) {
        #expect(SizeList(argument: text) == nil)
    }

    @Test func aNameMayHoldAnEqualsSign() {
        #expect(WeightArgument(argument: "a=b=0.5")?.name == "a=b")
        #expect(WeightArgument(argument: "=0.5") == nil && WeightArgument(argument: "a=") == nil)
        #expect(PairArgument(argument: "man=man-model")?.right == "man-model")
    }
}
