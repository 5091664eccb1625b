import Mixtures
import Statistics
import Testing

@Suite struct ReferenceConditionsTests {
    @Test func runsTrainedAlikeAreComparable() {
        let alike = ReferenceConditions(tokens: 5, schedule: "cosine", base: "b")
        let comparability = ReferenceComparability(of: [alike, alike])
        #expect(comparability.tokens == .equal && comparability.schedule == .equal && comparability.base == .equal)
        #expect(comparability.warnings.isEmpty && ReferenceComparability(of: []).tokens == .equal)
    }

    @Test func whatDiffersIsNamedAndWhatIsNotToldIsUnknown() {
        let comparability = ReferenceComparability(of: [
            ReferenceConditions(tokens: 5, schedule: "cosine"), ReferenceConditions(tokens: 6, schedule: nil),
        ])
        #expect(
            comparability.tokens == .different && comparability.schedule == .unknown && comparability.base == .unknown)
        #expect(comparability.warnings.count == 1 && comparability.warnings[0].contains("tokens"))
    }

    @Test func repetitionsAreTokensDrawnOverTokensThereAre() throws {
        let mixture = try Mixture(["a": 0.25, "b": 0.75, "c": 0])
        let repetitions = ReferenceConditions(tokens: 1_000).repetitions(
            of: mixture, available: ["a": 1_000, "b": 250])
        #expect(repetitions == ["a": 0.25, "b": 3])
        #expect(ReferenceConditions().repetitions(of: mixture, available: ["a": 1]) == nil)
        #expect(ReferenceConditions(tokens: 9).repetitions(of: mixture, available: ["a": 0]) == [:])
    }
}
