import CBLASKernels
import CReferenceKernels
import Testing

@Suite("Weighted accumulation of stored tensors")
struct AccumulateTests {
    /// All 65,536 halves, so that subnormals, infinities and NaN are among them.
    @Test("Every f16 value converts exactly")
    func everyHalf() {
        let halves = (0...UInt16.max).map { $0 }
        var fast = [Float](repeating: 0, count: halves.count)
        let status = assay_weighted_assign(halves.count, 1, halves, ASSAY_F16, &fast)
        #expect(status == ASSAY_OK)
        for (half, value) in zip(halves, fast) {
            let expected = Float(Float16(bitPattern: half))
            #expect(value == expected || (value.isNaN && expected.isNaN), "f16 bits \(half)")
        }
    }

    @Test("Every bf16 value converts exactly")
    func everyBrainFloat() {
        let halves = (0...UInt16.max).map { $0 }
        var fast = [Float](repeating: 0, count: halves.count)
        #expect(assay_weighted_assign(halves.count, 1, halves, ASSAY_BF16, &fast) == ASSAY_OK)
        for (half, value) in zip(halves, fast) {
            let expected = Float(bitPattern: UInt32(half) << 16)
            #expect(value == expected || (value.isNaN && expected.isNaN), "bf16 bits \(half)")
        }
    }

    @Test(
        "The fast and the plain sum agree for every stored type, at any address",
        arguments: [(ASSAY_F32, 4), (ASSAY_F16, 2), (ASSAY_BF16, 2), (ASSAY_F64, 8)], [0, 1, 3])
    func agreesWithReference(type: (assay_element_type, Int), offset: Int) {
        var samples = Samples(seed: 7)
        let count = 1_003
        var bytes = [UInt8](repeating: 0, count: offset)
        for _ in 0..<count {
            let value = samples.number(3)
            switch type.0 {
            case ASSAY_F64: withUnsafeBytes(of: Double(value)) { bytes.append(contentsOf: $0) }
            case ASSAY_F16: withUnsafeBytes(of: Float16(value)) { bytes.append(contentsOf: $0) }
            case ASSAY_BF16: withUnsafeBytes(of: UInt16(value.bitPattern >> 16)) { bytes.append(contentsOf: $0) }
            default: withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
            }
        }
        var fast = samples.numbers(count)
        var plain = fast
        bytes.withUnsafeBytes { raw in
            let source = raw.baseAddress?.advanced(by: offset)
            #expect(assay_weighted_accumulate(count, 0.3, source, type.0, &fast) == ASSAY_OK)
            #expect(assay_reference_weighted(count, 0.3, source, type.0, 1, &plain) == ASSAY_OK)
        }
        #expect(largestDifference(fast, plain) <= 2.4e-7)
        bytes.withUnsafeBytes { raw in
            let source = raw.baseAddress?.advanced(by: offset)
            #expect(assay_weighted_assign(count, 0.3, source, type.0, &fast) == ASSAY_OK)
            #expect(assay_reference_weighted(count, 0.3, source, type.0, 0, &plain) == ASSAY_OK)
        }
        #expect(largestDifference(fast, plain) <= 1.2e-7)
    }

    @Test("A tensor cut in two gives the bits of the whole")
    func cutAnywhere() {
        var samples = Samples(seed: 11)
        let source = samples.numbers(777)
        let start = samples.numbers(777)
        var whole = start
        var parts = start
        #expect(assay_weighted_accumulate(777, 0.7, source, ASSAY_F32, &whole) == ASSAY_OK)
        source.withUnsafeBufferPointer { from in
            parts.withUnsafeMutableBufferPointer { into in
                guard let from = from.baseAddress, let into = into.baseAddress else { return }
                _ = assay_weighted_accumulate(13, 0.7, from, ASSAY_F32, into)
                _ = assay_weighted_accumulate(764, 0.7, from + 13, ASSAY_F32, into + 13)
            }
        }
        #expect(whole.map(\.bitPattern) == parts.map(\.bitPattern))
    }

    @Test("Every status has a sentence of its own")
    func sentences() {
        let all = [ASSAY_OK, ASSAY_INVALID_SHAPE, ASSAY_INVALID_TYPE, ASSAY_INVALID_TOKEN, ASSAY_SCRATCH_TOO_SMALL]
        let sentences = all.map { String(cString: assay_status_sentence($0)) }
        #expect(Set(sentences).count == all.count)
    }
}
