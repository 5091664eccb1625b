import Retrying
import Testing

@Suite struct BackoffTests {
    private let backoff = Backoff(first: .milliseconds(100), longest: .seconds(1))

    @Test func theBoundDoublesUpToTheLongest() {
        let bounds = (0...6).map { backoff.bound(afterFailures: $0) }
        #expect(
            bounds == [
                .zero, .milliseconds(100), .milliseconds(200), .milliseconds(400), .milliseconds(800), .seconds(1),
                .seconds(1),
            ])
    }

    @Test func theDelayIsDrawnFromZeroToTheBound() {
        #expect(backoff.delay(afterFailures: 2, random: 0) == .zero)
        #expect(backoff.delay(afterFailures: 2, random: 0.25) == .milliseconds(50))
    }

    @Test func anyNumberOfFailuresHasABound() {
        #expect(backoff.bound(afterFailures: 1_000) == .seconds(1))
        #expect(backoff.bound(afterFailures: .max) == .seconds(1))
        #expect(backoff.bound(afterFailures: -1) == .zero)
    }
}
