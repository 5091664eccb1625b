import Client
import Retrying
import Testing

@Suite struct RetryPolicyTests {
    private let backoff = Backoff(first: .milliseconds(100), longest: .seconds(1))

    @Test func delaysAreThoseOfTheBackoff() {
        let policy = RetryPolicy(attempts: 3, backoff: backoff)
        #expect(policy.delay(afterFailures: 1, retryAfter: nil, random: 0) == .zero)
        #expect(policy.delay(afterFailures: 2, retryAfter: nil, random: 0.5) == .milliseconds(100))
    }

    @Test func theLastAttemptIsTheLast() {
        let policy = RetryPolicy(attempts: 3, backoff: backoff)
        #expect(policy.delay(afterFailures: 2, retryAfter: nil, random: 0) != nil)
        #expect(policy.delay(afterFailures: 3, retryAfter: nil, random: 0) == nil)
        #expect(RetryPolicy.never.delay(afterFailures: 1, retryAfter: nil, random: 0) == nil)
    }

    @Test func aServiceThatAsksForMoreTimeGetsIt() {
        let policy = RetryPolicy(attempts: 3, backoff: backoff)
        #expect(policy.delay(afterFailures: 1, retryAfter: .seconds(7), random: 0.3) == .seconds(7))
    }
}
