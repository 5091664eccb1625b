import Statistics
import Testing

@Suite struct KnownDisplacementTests {
    @Test(arguments: [1e-9, 0.012, 0.03])
    func withinThreePercentNothingIsToBeHeeded(delta: Double) {
        #expect(KnownDisplacement.warning(about: delta) == nil)
    }

    @Test(arguments: [
        (0.0, "the base itself"), (0.0301, "δ is 3.01 %, more than the 3 %"), (0.099, "9.9 %, more than"),
        (0.1, "δ is 10 %: at 10 %"), (0.5, "nothing is known of what lies beyond"),
    ])
    func whatLiesOutsideSaysWhichAndWhy(delta: Double, words: String) throws {
        let warning = try #require(KnownDisplacement.warning(about: delta))
        #expect(warning.contains(words), "\(warning)")
    }
}
