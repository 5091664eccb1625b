import Checkpoints
import TestSupport
import Testing

@Suite struct ElementTypeTests {
    /// Every 16-bit pattern that stands for a finite value.
    private func finitePatterns(exponent: UInt16) -> [UInt16] {
        (0...UInt16.max).filter { $0 & exponent != exponent }
    }

    private func read(_ patterns: [UInt16], as type: String, in folder: TemporaryFolder) throws -> [Float] {
        let header =
            #"{"a":{"dtype":"\#(type)","shape":[\#(patterns.count)],"data_offsets":[0,\#(2 * patterns.count)]}}"#
        let data = patterns.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        let path = try folder.write(safetensors(header, data: data), to: "\(type).safetensors")
        return try SafetensorsFile(path).values(of: "a")
    }

    @Test func readsEveryBrainFloat() throws {
        let patterns = finitePatterns(exponent: 0x7F80)
        let values = try read(patterns, as: "BF16", in: TemporaryFolder())
        #expect(values.map(\.bitPattern) == patterns.map { UInt32($0) << 16 })
    }

    #if arch(x86_64) || arch(arm64)
        @Test func readsAndWritesEveryHalf() throws {
            let folder = try TemporaryFolder()
            let patterns = finitePatterns(exponent: 0x7C00)
            let values = try read(patterns, as: "F16", in: folder)
            #expect(values.map(\.bitPattern) == patterns.map { Float(Float16(bitPattern: $0)).bitPattern })
            let source = try MemoryTensorSource(["a": ([values.count], values)])
            try SafetensorsWriter.write(source, to: folder.path("again")) { _ in .f16 }
            #expect(
                try SafetensorsFile(folder.path("again")).values(of: "a").map(\.bitPattern) == values.map(\.bitPattern))
        }
    #endif

    @Test func roundsToBrainFloatsToTheNearestAndToEven() throws {
        let folder = try TemporaryFolder()
        let bits: [UInt32] = [
            0x3F80_7FFF, 0x3F80_8000, 0x3F80_8001, 0x3F81_7FFF, 0x3F81_8000, 0x3F81_8001, 0x0000_8000, 0x0000_8001,
            0x8001_8000, 0x7F7F_7FFF,
        ]
        let rounded: [UInt32] = [
            0x3F80, 0x3F80, 0x3F81, 0x3F81, 0x3F82, 0x3F82, 0x0000, 0x0001, 0x8002, 0x7F7F,
        ]
        let source = try MemoryTensorSource(["a": ([bits.count], bits.map(Float.init(bitPattern:)))])
        try SafetensorsWriter.write(source, to: folder.path("a")) { _ in .bf16 }
        let values = try SafetensorsFile(folder.path("a")).values(of: "a")
        #expect(values.map { $0.bitPattern >> 16 } == rounded)
    }

    @Test(arguments: [
        ("F32", ElementType.f32), ("float32", .f32), ("bf16", .bf16), ("bfloat16", .bf16), ("half", nil), ("", nil),
        ("F64", .f64), ("float16", .f16),
    ])
    func readsTheSpellingsInUse(spelling: String, type: ElementType?) {
        #expect(ElementType(spelling: spelling) == type)
    }
}
