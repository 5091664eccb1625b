import CBLASKernels
import CReferenceKernels
import TestSupport
import Testing

@Suite("Products in bf16")
struct BF16Tests {
    static let isNative = assay_bf16_is_native() != 0

    @Test("Rounding is to nearest, with ties to even; NaN stays NaN")
    func rounding() {
        let bits: [(UInt32, UInt32)] = [
            (0x3f80_0000, 0x3f80_0000), (0x3f80_7fff, 0x3f80_0000), (0x3f80_8000, 0x3f80_0000),
            (0x3f80_8001, 0x3f81_0000), (0x3f81_8000, 0x3f82_0000), (0xbf81_8000, 0xbf82_0000),
            (0x7f7f_ffff, 0x7f80_0000), (0x7f80_0000, 0x7f80_0000), (0x8000_0000, 0x8000_0000),
        ]
        let values = bits.map { Float(bitPattern: $0.0) } + [.nan, Float(bitPattern: 0x7f80_0001)]
        var kept = [Float](repeating: 1, count: values.count)
        var halves = [UInt16](repeating: 1, count: values.count)
        assay_round_to_bf16(values.count, values, &kept)
        assay_bf16_from_rows(values.count, values, &halves)
        #expect(kept.prefix(bits.count).map(\.bitPattern) == bits.map(\.1))
        #expect(kept.suffix(2).map(\.isNaN) == [true, true])
        #expect(halves.map { UInt32($0) << 16 } == kept.map(\.bitPattern))
        // What is stored is rounded alike.
        var stored = [UInt16](repeating: 1, count: values.count)
        #expect(assay_bf16_from_f32(&stored, values, values.count) != 0)
        #expect(stored == halves)
    }

    static let shapes: [(rows: Int, inputs: Int, outputs: Int)] = [
        (32, 7, 18), (64, 97, 100), (1, 1, 1), (512, 64, 128), (33, 33, 65), (32, 96, 1_003),
    ]

    @Test(
        "oneDNN's products are those of the plain sums of rounded operands", .enabled(if: isNative), arguments: shapes)
    func products(shape: (rows: Int, inputs: Int, outputs: Int)) throws {
        let (rows, inputs, outputs) = shape
        var samples = Samples(seed: 1)
        var x = samples.numbers(rows * inputs)
        var w = samples.numbers(outputs * inputs)
        let start = samples.numbers(rows * outputs)
        for isTurned in [false, true] {
            let stored = isTurned ? (0..<w.count).map { w[$0 % outputs * inputs + $0 / outputs] } : w
            for accumulate in [false, true] {
                let y = try product(x, stored, start, shape, isTurned: isTurned, accumulate: accumulate)
                assay_round_to_bf16(x.count, x, &x)
                assay_round_to_bf16(w.count, w, &w)
                var expected = start
                assay_reference_linear_forward(rows, inputs, outputs, x, w, accumulate ? 1 : 0, &expected)
                #expect(largestDifference(y, expected) < 2e-6 * Float(inputs).squareRoot())
            }
        }
    }

    private func product(
        _ x: [Float], _ w: [Float], _ start: [Float], _ shape: (rows: Int, inputs: Int, outputs: Int), isTurned: Bool,
        accumulate: Bool
    ) throws -> [Float] {
        let (rows, inputs, outputs) = shape
        var unit: OpaquePointer?
        #expect(assay_bf16_unit_create(&unit) == ASSAY_OK)
        defer { assay_bf16_unit_destroy(unit) }
        #expect(assay_bf16_is_preferred_layout(unit, rows, inputs, outputs) != 0)
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: 2 * assay_bf16_packed_count(inputs, outputs), alignment: 64)
        defer { memory.deallocate() }
        let packed = memory.bindMemory(to: UInt16.self, capacity: assay_bf16_packed_count(inputs, outputs))
        var weights: OpaquePointer?
        #expect(assay_bf16_weights_create(unit, inputs, outputs, packed, &weights) == ASSAY_OK)
        defer { assay_bf16_weights_destroy(weights) }
        for first in stride(from: 0, to: outputs, by: assay_bf16_group_outputs()) {
            let count = min(assay_bf16_group_outputs(), outputs - first)
            #expect(assay_bf16_pack(inputs, outputs, first, count, w, isTurned ? 1 : 0, packed) == ASSAY_OK)
        }
        #expect(assay_bf16_pack(inputs, outputs, 1, 1, w, 0, packed) == ASSAY_INVALID_SHAPE)
        var product: OpaquePointer?
        #expect(
            assay_bf16_product_create(unit, rows, inputs, outputs, accumulate ? 1 : 0, &product) == ASSAY_OK)
        defer { assay_bf16_product_destroy(product) }
        let scratch = UnsafeMutableRawPointer.allocate(
            byteCount: assay_bf16_product_scratch_bytes(product) + 64, alignment: 64)
        defer { scratch.deallocate() }
        var rounded = [UInt16](repeating: 0, count: x.count)
        assay_bf16_from_rows(x.count, x, &rounded)
        var y = start
        #expect(assay_bf16_product_run(unit, product, weights, &rounded, &y, scratch) == ASSAY_OK)
        return y
    }
}
