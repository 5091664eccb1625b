import Checkpoints
import Kernels
import Testing

@testable import LanguageModels

@Suite("Scores in bf16")
struct BF16ScoreTests {
    private func losses(_ name: String, _ unit: ProductUnit) throws -> [Float] {
        let fixture = try Fixture(name)
        let model = try fixture.model()
        return try model.score(
            SeparateSources(fixture.parameters), [[fixture.window, fixture.window]], unit: unit, threads: 2,
            activationBytes: 1 << 30, progress: nil, isCancelled: { false })[0][0]
    }

    @Test(
        "oneDNN and BLAS agree on rounded operands", .enabled(if: BF16Unit.isNative), arguments: Fixture.names
    )
    func units(name: String) throws {
        let (fast, plain) = (try losses(name, .oneDNN), try losses(name, .roundedBLAS))
        let f32 = try losses(name, .blas)
        let scale = try #require(plain.max())
        // A sum that comes out otherwise by one unit in the last place may be rounded to another bf16 further on.
        #expect(largestDifference(fast, plain) < 2e-3 * scale)
        #expect(largestDifference(fast, plain) < 0.5 * largestDifference(plain, f32))
    }

    @Test("bf16 is near f32, and is not f32", arguments: Fixture.names)
    func nearness(name: String) throws {
        let difference = largestDifference(try losses(name, ProductUnit(.bf16)), try losses(name, .blas))
        #expect(difference > 1e-4)
        #expect(difference < 0.5)
    }

    @Test("The path names oneDNN where bf16 goes through it, and in f32 is what it was")
    func path() {
        #expect(KernelPath.current(for: .f32) == KernelPath.current)
        #expect(!"\(KernelPath.current)".contains("oneDNN"))
        let path = KernelPath.current(for: .bf16)
        #expect("\(path)".contains("oneDNN 2.") == (BF16Unit.isNative))
    }
}
