import API
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
}
