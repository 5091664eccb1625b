import API
import Checkpoints
import Client
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

@Suite struct WorkErrorTests {
    @Test func onlyWhatASecondTryCanCureIsRetryable() {
        let cases: [(any Error, code: String, isRetryable: Bool)] = [
            (CheckpointError(.malformed, file: "m.safetensors", message: "ends early"), "checkpoint-malformed", false),
            (CheckpointError(.changed, file: "m.safetensors", message: "file changed"), "checkpoint-changed", true),
            (ClientError(.unreachable, message: "connection refused"), "client-unreachable", true),
            (ClientError(.file, message: "no space left"), "client-file", false),
            (ProblemResource(type: "", title: "Full", status: 507, detail: nil, errors: nil), "service-failed", true),
            (ProblemResource(type: "", title: "No", status: 404, detail: nil, errors: nil), "service-refused", false),
            (WorkCancelled(reason: .stopping), "worker-stopped", true),
            (WorkFailure("a-code", "words"), "a-code", false),
        ]
        for (error, code, isRetryable) in cases {
            let workError = WorkError(of: error)
            #expect(workError.code == code)
            #expect(workError.retryable == isRetryable, "\(code)")
            #expect(!workError.detail.isEmpty)
        }
    }

    @Test func aFileThatIsMissedSaysItsName() {
        let error = CheckpointError(.changed, file: "a/model.safetensors", message: "file changed")
        #expect(WorkError(of: error).detail.contains("a/model.safetensors"))
    }
}
