import Client
import Testing

@Suite struct RetryPolicyTests {
    @Test func delaysDoubleUpToTheLongest() {
        let policy = RetryPolicy(attempts: 8, firstDelay: .milliseconds(100), longestDelay: .seconds(1))
        let bounds = (1...6).map { policy.delay(afterFailures: $0, retryAfter: nil, random: 1) }
        #expect(
            bounds == [
                .milliseconds(100), .milliseconds(200), .milliseconds(400), .milliseconds(800), .seconds(1),
                .seconds(1),
            ])
    }

    @Test func delaysAreDrawnFromZero() {
        let policy = RetryPolicy(attempts: 3, firstDelay: .milliseconds(100))
        #expect(policy.delay(afterFailures: 1, retryAfter: nil, random: 0) == .zero)
        #expect(policy.delay(afterFailures: 1, retryAfter: nil, random: 0.5) == .milliseconds(50))
    }

    @Test func theLastAttemptIsTheLast() {
        let policy = RetryPolicy(attempts: 3)
        #expect(policy.delay(afterFailures: 2, retryAfter: nil, random: 0) != nil)
        #expect(policy.delay(afterFailures: 3, retryAfter: nil, random: 0) == nil)
        #expect(RetryPolicy.never.delay(afterFailures: 1, retryAfter: nil, random: 0) == nil)
    }

    @Test func aServiceThatAsksForMoreTimeGetsIt() {
        let policy = RetryPolicy(attempts: 3, firstDelay: .milliseconds(100))
        #expect(policy.delay(afterFailures: 1, retryAfter: .seconds(7), random: 0.3) == .seconds(7))
    }
}
