import Kernels
import Testing

@Suite("What a kernel refuses")
struct KernelErrorTests {
    @Test("A refused shape is an error that names the kernel, in release builds too")
    func shape() {
        var product: [Float] = [0]
        let error = #expect(throws: KernelError.self) {
            try LinearKernel.forward(rows: 0, inputs: 1, outputs: 1, x: [1], w: [1], y: &product)
        }
        #expect(error?.code == .invalidShape)
        #expect(error?.message.hasPrefix("linear layer: a dimension is zero") == true)
    }

    @Test("A token outside the vocabulary is refused, and nothing is read")
    func token() {
        var row: [Float] = [0]
        let error = #expect(throws: KernelError.self) {
            try EmbeddingKernel.forward(rows: 1, width: 1, vocabulary: 2, ids: [2], table: [1, 2], h: &row)
        }
        #expect(error?.code == .invalidToken)
    }

    @Test("A segment without models is refused; a log-probability above 0 is named by its token")
    func segment() {
        var table = [Float](repeating: 0, count: 8)
        #expect(throws: KernelError.self) { try EnsembleSegment(tokens: 1, logs: [], table: &table) }
        let logs: [Float] = [-1, 0.5]
        let fault = #expect(throws: EnsembleSegment.Fault.self) {
            try logs.withUnsafeBytes { try EnsembleSegment(tokens: 2, logs: [$0.baseAddress], table: &table) }
        }
        #expect(fault?.token == 1)
    }
}
