import Checkpoints
import Kernels

/// Finds the largest elements of a member's difference from the base in one tensor, exactly, in memory that does not
/// grow with the tensor: a radix selection over the bits of |d|, streamed.
///
/// Among elements of equal magnitude those at lower places count as larger. (mergekit leaves their order to PyTorch's
/// sort, which promises none.)
struct MagnitudeSearch {
    let shape: TensorShape
    /// The member's place among the aligned models, of which the first is the base.
    let member: Int
    let aligned: AlignedModels

    /// The `count` largest elements.
    func largest(_ count: Int) throws -> MagnitudeCut {
        guard count > 0 else { return MagnitudeCut(magnitude: .max, limit: 0) }
        guard count < shape.elementCount else {
            return MagnitudeCut(magnitude: 0, limit: shape.elementCount)
        }
        let upper = try histogram(.upper)
        let (prefix, wanted) = Self.bin(holding: count, of: upper)
        let lower = try histogram(.lower(prefix: UInt32(prefix)))
        let (rest, ofThese) = Self.bin(holding: wanted, of: lower)
        let magnitude = UInt32(prefix << 15 | rest)
        guard ofThese < lower[rest] else {
            return MagnitudeCut(magnitude: magnitude, limit: shape.elementCount)
        }
        return MagnitudeCut(magnitude: magnitude, limit: try place(of: ofThese - 1, magnitude: magnitude) + 1)
    }

    /// The bin in which the element number `count` from the top lies, and its number from the top of that bin.
    private static func bin(holding count: Int, of histogram: [UInt64]) -> (bin: Int, count: Int) {
        var left = count
        for bin in histogram.indices.reversed() {
            let held = Int(histogram[bin])
            if left <= held { return (bin, left) }
            left -= held
        }
        return (0, left)
    }

    private func histogram(_ pass: MagnitudeKernel.Pass) throws -> [UInt64] {
        var histogram = [UInt64](repeating: 0, count: pass.bins)
        try histogram.withUnsafeMutableBufferPointer { counts in
            try eachBlock { _, values in
                MagnitudeKernel.count(values, pass: pass, into: counts)
                return true
            }
        }
        return histogram
    }

    /// The place of an element of exactly this magnitude, by its number among those, from 0.
    private func place(of number: Int, magnitude: UInt32) throws -> Int {
        var passed = 0
        var place: Int?
        try eachBlock { first, values in
            place = MagnitudeKernel.place(
                of: magnitude, in: values, from: first, skipping: number - passed, found: &passed)
            return place == nil
        }
        return place ?? shape.elementCount - 1
    }

    /// Calls with each block of the difference and the place of its first element, as long as the answer is true.
    private func eachBlock(_ body: (_ first: Int, UnsafeMutableBufferPointer<Float>) throws -> Bool) throws {
        let length = min(AlignedModels.blockLength, shape.elementCount)
        let base = UnsafeMutableBufferPointer<Float>.allocate(capacity: length)
        let values = UnsafeMutableBufferPointer<Float>.allocate(capacity: length)
        defer {
            base.deallocate()
            values.deallocate()
        }
        for start in stride(from: 0, to: shape.elementCount, by: length) {
            let block = start..<min(start + length, shape.elementCount)
            let run = UnsafeMutableBufferPointer(rebasing: values[..<block.count])
            try aligned.read(
                shape.name, of: 0, elements: block, into: UnsafeMutableBufferPointer(rebasing: base[..<block.count]))
            try aligned.read(shape.name, of: member, elements: block, into: run)
            DifferenceKernel.subtract(UnsafeMutableBufferPointer(rebasing: base[..<block.count]), from: run)
            guard try body(start, run) else { return }
        }
    }
}
