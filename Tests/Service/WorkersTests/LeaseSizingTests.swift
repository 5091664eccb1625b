import Testing

@testable import Workers

@Suite struct LeaseSizingTests {
    @Test func nothingIsKnownSoOneJobIsAskedFor() {
        #expect(LeaseSizing().count == 1)
    }

    @Test func tinyJobsAreAskedForManyAtATime() {
        var sizing = LeaseSizing()
        sizing.observe(.milliseconds(50))
        #expect(sizing.count == 10)
        sizing.observe(.zero)
        for _ in 0..<50 { sizing.observe(.zero) }
        #expect(sizing.count == LeaseSizing.largest)
    }

    @Test func ofOneBatchMoreAreAskedForThanOfAnyJobs() {
        var sizing = LeaseSizing()
        #expect(sizing.together == 1)
        sizing.observe(.seconds(6))
        #expect(sizing.count == 1)
        #expect(sizing.together == 5)
        for _ in 0..<50 { sizing.observe(.milliseconds(1)) }
        #expect(sizing.together == LeaseSizing.largestBatch)
        sizing.observe(.seconds(60))
        #expect(sizing.together == 1)
    }

    @Test func oneLongJobIsEnoughToAskForOneAgain() {
        var sizing = LeaseSizing()
        for _ in 0..<10 { sizing.observe(.milliseconds(1)) }
        sizing.observe(.seconds(20))
        #expect(sizing.count == 1)
    }
}
