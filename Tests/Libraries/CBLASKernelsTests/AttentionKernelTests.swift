import CBLASKernels
import CReferenceKernels
import Foundation
import Testing

@Suite("Attention against its plain reference")
struct AttentionKernelTests {
    /// Head widths that do and do not fill the vector lanes; windows shorter and longer than a tile of queries.
    static let shapes: [(heads: assay_heads, tokens: Int)] = [
        (assay_heads(query_heads: 1, key_value_heads: 1, head_width: 2), 1),
        (assay_heads(query_heads: 4, key_value_heads: 4, head_width: 32), 64),
        (assay_heads(query_heads: 6, key_value_heads: 2, head_width: 20), 45),
        (assay_heads(query_heads: 2, key_value_heads: 1, head_width: 16), 33),
        (assay_heads(query_heads: 3, key_value_heads: 1, head_width: 50), 100),
    ]

    private func width(_ heads: assay_heads) -> Int {
        (heads.query_heads + 2 * heads.key_value_heads) * heads.head_width
    }

    private func reach(_ heads: assay_heads, window: Int = 0) -> assay_reach {
        assay_reach(scale: 1 / Float(heads.head_width).squareRoot(), window: window)
    }

    @Test("The forward pass agrees", arguments: shapes.indices)
    func forward(index: Int) {
        let (heads, tokens) = Self.shapes[index]
        var samples = Samples(seed: 21)
        let qkv = samples.numbers(tokens * width(heads), 2)
        let outCount = tokens * heads.query_heads * heads.head_width
        var fast = [Float](repeating: 9, count: outCount)
        var plain = fast
        var scratch = [Float](repeating: .nan, count: assay_attention_scratch(tokens, heads))
        #expect(
            assay_attention_forward(tokens, heads, reach(heads), qkv, &fast, nil, &scratch, scratch.count) == ASSAY_OK)
        assay_reference_attention_forward(tokens, heads, reach(heads), qkv, &plain)
        #expect(largestDifference(fast, plain) < 3e-6)
    }

    /// Windows of one token, within a tile of queries, over several, and longer than the text.
    @Test("With a scale and a window it agrees", arguments: [1, 5, 16, 37, 70, 200], [20, 45, 133])
    func window(window: Int, tokens: Int) {
        let heads = assay_heads(query_heads: 6, key_value_heads: 2, head_width: 11)
        let reach = assay_reach(scale: 0.7, window: window)
        var samples = Samples(seed: 25)
        let qkv = samples.numbers(tokens * width(heads), 2)
        var fast = [Float](repeating: 9, count: tokens * heads.query_heads * heads.head_width)
        var plain = fast
        var scratch = [Float](repeating: .nan, count: assay_attention_scratch(tokens, heads))
        #expect(assay_attention_forward(tokens, heads, reach, qkv, &fast, nil, &scratch, scratch.count) == ASSAY_OK)
        assay_reference_attention_forward(tokens, heads, reach, qkv, &plain)
        #expect(largestDifference(fast, plain) < 3e-6)
        var whole = plain
        assay_reference_attention_forward(tokens, heads, assay_reach(scale: 0.7, window: 0), qkv, &whole)
        #expect((largestDifference(whole, plain) > 0.1) == (window < tokens))
    }

    @Test("The gradient agrees", arguments: shapes.indices)
    func backward(index: Int) {
        let (heads, tokens) = Self.shapes[index]
        var samples = Samples(seed: 22)
        let qkv = samples.numbers(tokens * width(heads), 2)
        let outCount = tokens * heads.query_heads * heads.head_width
        var out = [Float](repeating: 0, count: outCount)
        var sums = [Float](repeating: 0, count: tokens * heads.query_heads)
        var scratch = [Float](repeating: .nan, count: assay_attention_scratch(tokens, heads))
        _ = assay_attention_forward(tokens, heads, reach(heads), qkv, &out, &sums, &scratch, scratch.count)
        let dout = samples.numbers(outCount)
        var fast = [Float](repeating: .nan, count: qkv.count)
        var plain = fast
        let status = assay_attention_backward(
            tokens, heads, qkv, out, sums, dout, &fast, &scratch, scratch.count)
        #expect(status == ASSAY_OK)
        assay_reference_attention_backward(tokens, heads, qkv, dout, &plain)
        #expect(largestDifference(fast, plain) < 2e-5)
    }

    @Test("Rotation with a bias agrees, of whole heads and of a part, and turning back undoes it", arguments: [10, 3])
    func rotation(pairs: Int) {
        let heads = assay_heads(query_heads: 6, key_value_heads: 2, head_width: 20)
        let rows = 9
        var samples = Samples(seed: 23)
        let angles = samples.numbers(12 * pairs, 3)
        let (cosines, sines) = (angles.map { cos($0) }, angles.map { sin($0) })
        let positions = (0..<Int32(rows)).map { ($0 * 5) % 12 }
        let start = samples.numbers(rows * width(heads))
        let bias = samples.numbers(width(heads))
        var (fast, plain) = (start, start)
        #expect(assay_rope_forward(rows, heads, pairs, positions, cosines, sines, bias, &fast) == ASSAY_OK)
        assay_reference_rope_forward(rows, heads, pairs, positions, cosines, sines, bias, &plain)
        #expect(largestDifference(fast, plain) < 1e-6)
        #expect(assay_rope_backward(rows, heads, pairs, positions, cosines, sines, &fast) == ASSAY_OK)
        let biased = start.indices.map { start[$0] + bias[$0 % bias.count] }
        #expect(largestDifference(fast, biased) < 1e-6)
    }

    @Test("A later token never changes an earlier one's bits")
    func causality() {
        let heads = assay_heads(query_heads: 2, key_value_heads: 1, head_width: 16)
        var samples = Samples(seed: 24)
        var qkv = samples.numbers(40 * width(heads))
        var scratch = [Float](repeating: 0, count: assay_attention_scratch(40, heads))
        var before = [Float](repeating: 0, count: 40 * 32)
        _ = assay_attention_forward(40, heads, reach(heads), qkv, &before, nil, &scratch, scratch.count)
        for index in (39 * width(heads))..<qkv.count { qkv[index] += 1 }
        var after = before
        _ = assay_attention_forward(40, heads, reach(heads), qkv, &after, nil, &scratch, scratch.count)
        #expect(Array(before[..<(39 * 32)]) == Array(after[..<(39 * 32)]))
        #expect(Array(before[(39 * 32)...]) != Array(after[(39 * 32)...]))
    }

    @Test("Heads that do not divide and scratch that is too small are refused")
    func refusals() {
        var out: [Float] = [0]
        var scratch: [Float] = [0]
        let uneven = assay_heads(query_heads: 3, key_value_heads: 2, head_width: 4)
        #expect(assay_attention_forward(1, uneven, reach(uneven), [0], &out, nil, &scratch, 1) == ASSAY_INVALID_SHAPE)
        let odd = assay_heads(query_heads: 1, key_value_heads: 1, head_width: 3)
        #expect(assay_rope_forward(1, odd, 2, [0], [1], [0], nil, &out) == ASSAY_INVALID_SHAPE)
        let fine = assay_heads(query_heads: 1, key_value_heads: 1, head_width: 4)
        #expect(assay_attention_forward(1, fine, reach(fine), [0], &out, nil, &scratch, 1) == ASSAY_SCRATCH_TOO_SMALL)
    }
}
