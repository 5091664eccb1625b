import CBLASKernels
import CReferenceKernels
import Testing

@Suite("The fused head against its plain reference")
struct HeadKernelTests {
    /// One tile, one tile with a tail, and several tiles of which the last is shorter.
    @Test("Losses and gradients agree", arguments: [(5, 16, 7), (33, 24, 257), (20, 12, 1_300)])
    func agrees(rows: Int, width: Int, vocabulary: Int) {
        var samples = Samples(seed: 31)
        let x = samples.numbers(rows * width, 2)
        let w = samples.numbers(vocabulary * width, 2)
        let targets = (0..<rows).map { _ in Int32(samples.next() % UInt64(vocabulary)) }
        var losses = [Float](repeating: 0, count: rows)
        var (plain, sums) = (losses, losses)
        var scratch = [Float](repeating: .nan, count: assay_head_scratch(rows, vocabulary))
        let status = assay_head_forward(
            rows, width, vocabulary, x, w, targets, &losses, &sums, &scratch, scratch.count)
        #expect(status == ASSAY_OK)
        assay_reference_head_forward(rows, width, vocabulary, x, w, targets, &plain)
        #expect(largestDifference(losses, plain) < 1e-5)
        var dx = [Float](repeating: .nan, count: x.count)
        var dw = samples.numbers(w.count)
        var (plainInput, plainWeight) = (dx, dw)
        let backward = assay_head_backward(
            rows, width, vocabulary, x, w, targets, sums, 0.25, &dx, &dw, &scratch, scratch.count)
        #expect(backward == ASSAY_OK)
        assay_reference_head_backward(rows, width, vocabulary, x, w, targets, 0.25, &plainInput, &plainWeight)
        #expect(largestDifference(dx, plainInput) < 1e-5)
        #expect(largestDifference(dw, plainWeight) < 1e-5)
    }

    @Test("A tile never holds more than 512 columns, and tiles are even")
    func tiles() {
        #expect(assay_head_tile(257) == 257)
        #expect(assay_head_tile(512) == 512)
        #expect(assay_head_tile(513) == 272)
        #expect(assay_head_tile(32_000) <= 512)
    }

    @Test("A target outside the vocabulary is refused")
    func refusesTarget() {
        var loss: [Float] = [0]
        var scratch = [Float](repeating: 0, count: 16)
        #expect(assay_head_forward(1, 1, 2, [1], [1, 1], [2], &loss, nil, &scratch, 16) == ASSAY_INVALID_TOKEN)
        #expect(assay_head_forward(1, 1, 2, [1], [1, 1], [-1], &loss, nil, &scratch, 16) == ASSAY_INVALID_TOKEN)
    }

    @Test("NaN in a hidden state shows in the loss")
    func notANumber() {
        var loss: [Float] = [0]
        var scratch = [Float](repeating: 0, count: 16)
        #expect(assay_head_forward(1, 1, 2, [.nan], [1, 1], [1], &loss, nil, &scratch, 16) == ASSAY_OK)
        #expect(loss[0].isNaN)
    }
}
