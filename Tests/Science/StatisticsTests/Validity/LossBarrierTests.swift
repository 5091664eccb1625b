import Statistics
import Testing

@Suite struct LossBarrierTests {
    @Test func isTheHighestRiseAboveTheLine() throws {
        var between = LossBarrier.weights.map { 2 * $0 + 4 * (1 - $0) }
        between[2] += 0.5
        between[6] += 0.25
        let barrier = try #require(LossBarrier(first: 2, second: 4, between: between))
        #expect(abs(barrier.height - 0.5) < 1e-12 && barrier.weight == 0.3 && abs(barrier.level - 3.4) < 1e-12)
        #expect(barrier.warning?.contains("weights 0.3 and 0.7") == true)
    }

    @Test func aMergeThatIsBetterEverywhereHasANegativeOne() throws {
        let barrier = try #require(LossBarrier(first: 2, second: 2, between: LossBarrier.weights.map { _ in 1.5 }))
        #expect(barrier.height == -0.5 && barrier.warning == nil)
    }

    @Test func withinTheToleranceIsNoWarning() {
        #expect(LossBarrier(height: 0.04, weight: 0.5, level: 2).warning == nil)
        #expect(LossBarrier(height: 0.05, weight: 0.5, level: 2).warning != nil)
    }

    @Test func needsEveryWeightAndFiniteLosses() {
        #expect(LossBarrier(first: 1, second: 1, between: [1, 1]) == nil)
        #expect(LossBarrier(first: .nan, second: 1, between: LossBarrier.weights) == nil)
    }

    @Test func theShareOfGeneralDataIsKnownToServeFromOneHalf() {
        #expect(KnownGeneralShare.warning(about: 0.5) == nil && KnownGeneralShare.warning(about: 1) == nil)
        let warning = KnownGeneralShare.warning(about: 0.25)
        #expect(warning?.contains("25.0 %") == true && warning?.contains("0.652") == true)
    }
}
