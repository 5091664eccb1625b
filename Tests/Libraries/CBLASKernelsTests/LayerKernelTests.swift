import CBLASKernels
import CReferenceKernels
import Foundation
import Testing

@Suite("Layers against their plain references")
struct LayerKernelTests {
    @Test("The exponential is within two units in the last place, keeps NaN and is zero far below")
    func exponential() {
        let inputs = (0..<200_001).map { Float($0) * 0.000875 - 87.2 }
        var outputs = [Float](repeating: 0, count: inputs.count)
        assay_exponential(inputs.count, inputs, &outputs)
        var worst: Double = 0
        for (x, y) in zip(inputs, outputs) {
            let exact = exp(Double(x))
            worst = max(worst, abs(Double(y) - exact) / exact)
        }
        #expect(worst < 2 * 1.2e-7)
        let edges: [Float] = [-.infinity, -200, 0, .nan, 500]
        var answers = [Float](repeating: -1, count: 5)
        assay_exponential(5, edges, &answers)
        #expect(answers[0] == 0 && answers[1] == 0 && answers[2] == 1 && answers[3].isNaN && answers[4] > 1e38)
    }

    @Test("A linear layer agrees, across the edge of a tile and when it adds", arguments: [1, 33, 512, 600], [0, 1])
    func linear(rows: Int, accumulate: Int32) {
        var samples = Samples(seed: 1)
        let (inputs, outputs) = (37, 21)
        let x = samples.numbers(rows * inputs)
        let w = samples.numbers(outputs * inputs)
        var fast = samples.numbers(rows * outputs)
        var plain = fast
        #expect(assay_linear_forward(rows, inputs, outputs, x, w, accumulate, &fast) == ASSAY_OK)
        assay_reference_linear_forward(rows, inputs, outputs, x, w, accumulate, &plain)
        #expect(largestDifference(fast, plain) < 5e-6)
    }

    @Test("The gradients of a linear layer agree")
    func linearBackward() {
        var samples = Samples(seed: 2)
        let (rows, inputs, outputs) = (530, 19, 23)
        let x = samples.numbers(rows * inputs)
        let w = samples.numbers(outputs * inputs)
        let dy = samples.numbers(rows * outputs)
        var dx = [Float](repeating: 0, count: rows * inputs)
        var dw = samples.numbers(outputs * inputs)
        var plainWeight = dw
        #expect(assay_linear_backward_input(rows, inputs, outputs, dy, w, 0, &dx) == ASSAY_OK)
        #expect(assay_linear_backward_weight(rows, inputs, outputs, dy, x, &dw) == ASSAY_OK)
        var plainInput = [Float](repeating: 0, count: rows * inputs)
        assay_reference_linear_forward(rows, outputs, inputs, dy, transposed(w, outputs, inputs), 0, &plainInput)
        assay_reference_linear_forward(
            outputs, rows, inputs, transposed(dy, rows, outputs), transposed(x, rows, inputs), 1, &plainWeight)
        #expect(largestDifference(dx, plainInput) < 5e-6)
        #expect(largestDifference(dw, plainWeight) < 5e-5)
    }

    @Test("RMSNorm and its gradient agree", arguments: [1, 16, 37, 128])
    func norm(width: Int) {
        var samples = Samples(seed: 3)
        let rows = 29
        let x = samples.numbers(rows * width, 2)
        let weight = samples.numbers(width, 2)
        let dy = samples.numbers(rows * width)
        var y = [Float](repeating: 0, count: rows * width)
        var inverse = [Float](repeating: 0, count: rows)
        assay_rms_norm_forward(rows, width, 1e-3, x, weight, &y, &inverse)
        var plain = y
        assay_reference_rms_norm_forward(rows, width, 1e-3, x, weight, &plain)
        #expect(largestDifference(y, plain) < 2e-6)
        var (dx, dweight) = (samples.numbers(rows * width), samples.numbers(width))
        var (plainInput, plainWeight) = (dx, dweight)
        assay_rms_norm_backward(rows, width, x, weight, inverse, dy, &dx, &dweight)
        assay_reference_rms_norm_backward(rows, width, 1e-3, x, weight, dy, &plainInput, &plainWeight)
        #expect(largestDifference(dx, plainInput) < 2e-5)
        #expect(largestDifference(dweight, plainWeight) < 2e-5)
    }

    @Test("Normalised groups of a row agree, and what lies outside them stays", arguments: [(1, 60), (4, 11)])
    func groupNorm(groups: Int, width: Int) {
        var samples = Samples(seed: 7)
        let (rows, stride) = (9, 70)
        let x = samples.numbers(rows * stride, 2)
        let weight = samples.numbers(width, 2)
        var fast = x
        fast.withUnsafeMutableBufferPointer { fast in
            guard let start = fast.baseAddress else { return }
            assay_group_norm_forward(rows, stride, groups, width, 1e-3, weight, start + 3)
        }
        var plain = x
        for row in 0..<rows {
            for group in 0..<groups {
                let place = row * stride + 3 + group * width
                var normed = [Float](repeating: 0, count: width)
                assay_reference_rms_norm_forward(1, width, 1e-3, Array(x[place..<place + width]), weight, &normed)
                plain.replaceSubrange(place..<place + width, with: normed)
            }
        }
        #expect(largestDifference(fast, plain) < 2e-6)
    }

    @Test("LayerNorm agrees, with and without parameters", arguments: [1, 16, 37, 128], [true, false])
    func layerNorm(width: Int, hasParameters: Bool) {
        var samples = Samples(seed: 8)
        let rows = 29
        let x = samples.numbers(rows * width, 2).map { $0 + 3 }
        let weight = hasParameters ? samples.numbers(width, 2) : nil
        let bias = hasParameters ? samples.numbers(width, 2) : nil
        var fast = [Float](repeating: .nan, count: rows * width)
        var plain = fast
        assay_layer_norm_forward(rows, width, 1e-3, x, weight, bias, &fast)
        assay_reference_layer_norm_forward(rows, width, 1e-3, x, weight, bias, &plain)
        #expect(largestDifference(fast, plain) < 5e-6)
    }

    @Test("Both forms of GELU agree over all that a layer meets", arguments: [ASSAY_GELU, ASSAY_TANH_GELU])
    func gelu(activation: assay_activation) {
        let width = 20_001
        let x = (0..<width).map { Float($0) * 0.001 - 10 }
        let bias = (0..<width).map { Float($0 % 7) * 0.01 }
        var fast = x
        var plain = x
        assay_activation_forward(1, width, activation, bias, &fast)
        assay_reference_activation_forward(1, width, activation, bias, x, &plain)
        var worst: Float = 0
        for (one, other) in zip(fast, plain) { worst = max(worst, (one - other).magnitude / max(1, other.magnitude)) }
        #expect(worst < 2.5e-7)
        var edges: [Float] = [-200, 200, .nan]
        assay_activation_forward(1, 3, activation, nil, &edges)
        #expect(edges[0].magnitude < 1e-30 && edges[1] == 200 && edges[2].isNaN)
    }

    /// Review of the engine, D9: 1e-6 was claimed down to −6, where the polynomial gives 5.2e-5.
    @Test(
        "GELU's share of its input is near Φ relative to Φ too, as far out as is said",
        arguments: [(-3, -0.001, 1e-6), (-4, -3, 2e-6), (-5, -4, 1e-5), (-6, -5, 6e-5)])
    func geluRelative(from: Double, to: Double, bound: Double) {
        let x = (0...20_000).map { Float(from + (to - from) * Double($0) / 20_000) }
        var fast = x
        assay_activation_forward(1, x.count, ASSAY_GELU, nil, &fast)
        var worst = 0.0
        for (value, gelu) in zip(x, fast) {
            let exact = Double(value) * erfc(-Double(value) / 2.0.squareRoot()) / 2
            worst = max(worst, ((Double(gelu) - exact) / exact).magnitude)
        }
        #expect(worst < bound)
        // The bound says what is so: it is not many times too wide.
        #expect(worst > bound / 5)
    }

    @Test("What is cut off lies within the limit, and NaN stays")
    func clip() {
        var x: [Float] = [-9, -2, 0.5, 2.5, .nan, .infinity]
        assay_clip_forward(x.count, 2, &x)
        #expect(Array(x[..<4]) == [-2, -2, 0.5, 2] && x[4].isNaN && x[5] == 2)
    }

    @Test("SwiGLU, its bias and its gradient agree", arguments: [1, 20, 344])
    func swiglu(width: Int) {
        var samples = Samples(seed: 4)
        let rows = 13
        var gateUp = samples.numbers(rows * 2 * width, 6)
        let bias = samples.numbers(2 * width)
        let dact = samples.numbers(rows * width)
        let biased = (0..<gateUp.count).map { gateUp[$0] + bias[$0 % (2 * width)] }
        var act = [Float](repeating: 0, count: rows * width)
        assay_swiglu_forward(rows, width, bias, &gateUp, &act)
        #expect(largestDifference(gateUp, biased) == 0)
        var plain = act
        assay_reference_swiglu_forward(rows, width, biased, &plain)
        #expect(largestDifference(act, plain) < 1e-5)
        var plainGradient = [Float](repeating: 0, count: gateUp.count)
        assay_reference_swiglu_backward(rows, width, gateUp, dact, &plainGradient)
        assay_swiglu_backward(rows, width, &gateUp, dact)
        #expect(largestDifference(gateUp, plainGradient) < 1e-5)
    }

    @Test("An embedding looks up rows, gives each its gradient, and refuses ids outside the vocabulary")
    func embedding() {
        let table: [Float] = [0, 1, 10, 11, 20, 21]
        var h = [Float](repeating: 0, count: 6)
        #expect(assay_embedding_forward(3, 2, 3, [2, 0, 2], table, &h) == ASSAY_OK)
        #expect(h == [20, 21, 0, 1, 20, 21])
        var gradient = [Float](repeating: 0, count: 6)
        #expect(assay_embedding_backward(3, 2, 3, [2, 0, 2], [1, 2, 3, 4, 5, 6], &gradient) == ASSAY_OK)
        #expect(gradient == [3, 4, 0, 0, 6, 8])
        #expect(assay_embedding_forward(1, 2, 3, [3], table, &h) == ASSAY_INVALID_TOKEN)
        #expect(assay_embedding_forward(1, 2, 3, [-1], table, &h) == ASSAY_INVALID_TOKEN)
    }

    @Test("A bias is added to every row, and its gradient is the sum of the rows")
    func bias() {
        var y: [Float] = [1, 2, 3, 4]
        assay_bias_forward(2, 2, [10, 20], &y)
        #expect(y == [11, 22, 13, 24])
        var gradient: [Float] = [1, 1]
        assay_bias_backward(2, 2, [1, 2, 3, 4], &gradient)
        #expect(gradient == [5, 7])
    }

    @Test("A step of AdamW agrees")
    func adamw() {
        var samples = Samples(seed: 5)
        let count = 1_037
        let step = assay_adamw_step(
            learning_rate: 0.01, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weight_decay: 0.1, first_correction: 0.271,
            second_correction: 0.377, gradient_scale: 0.5)
        let gradient = samples.numbers(count)
        var (p, m) = (samples.numbers(count), samples.numbers(count))
        var v = samples.numbers(count).map(\.magnitude)
        var (plainP, plainM, plainV) = (p, m, v)
        assay_adamw(count, step, gradient, &p, &m, &v)
        assay_reference_adamw(count, step, gradient, &plainP, &plainM, &plainV)
        #expect(largestDifference(p, plainP) < 1e-6)
        #expect(largestDifference(m, plainM) < 1e-6)
        #expect(largestDifference(v, plainV) < 1e-6)
    }

    @Test("Lanes are summed in order, and their squares with them")
    func lanes() {
        var samples = Samples(seed: 6)
        let count = 2_500
        let lanes = (0..<3).map { _ in samples.numbers(count) }
        var sum = [Float](repeating: 0, count: count)
        let squares = lanes[0].withUnsafeBufferPointer { first in
            lanes[1].withUnsafeBufferPointer { second in
                lanes[2].withUnsafeBufferPointer { third in
                    assay_sum_lanes(count, 3, [first.baseAddress, second.baseAddress, third.baseAddress], &sum)
                }
            }
        }
        let plain = (0..<count).map { (lanes[0][$0] + lanes[1][$0]) + lanes[2][$0] }
        #expect(sum == plain)
        let exact = plain.reduce(0.0) { $0 + Double($1) * Double($1) }
        #expect(abs(squares - exact) / exact < 1e-6)
    }

    private func transposed(_ matrix: [Float], _ rows: Int, _ columns: Int) -> [Float] {
        (0..<columns).flatMap { column in (0..<rows).map { matrix[$0 * columns + column] } }
    }
}
