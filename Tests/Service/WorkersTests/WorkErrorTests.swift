import API
import Checkpoints
import Client
import Kernels
import Testing
import Workers

@Suite struct WorkErrorTests {
    @Test func memoryThatCannotBeHadIsTriedAgainAndARefusedShapeIsNot() {
        let memory = WorkError(of: KernelError(.outOfMemory, "4 bytes could not be had"))
        #expect(memory.code == "out-of-memory" && memory.retryable)
        #expect(memory.detail == "4 bytes could not be had")
        let shape = WorkError(of: KernelError(.invalidShape, "linear layer: a dimension is zero"))
        #expect(shape.code == "model-refused" && !shape.retryable)
    }

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
