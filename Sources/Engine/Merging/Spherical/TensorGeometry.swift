import Checkpoints
import Kernels

/// Inner products of one tensor of several models, or of their differences from the first.
struct TensorGeometry: Sendable {
    /// products[i][j] = xi · xj in f64, symmetric.
    private(set) var products: [[Double]]

    /// The inner products of nothing.
    init(count: Int) {
        products = Array(repeating: Array(repeating: 0, count: count), count: count)
    }

    func norm(_ index: Int) -> Double { products[index][index].squareRoot() }

    /// The cosine of the angle between two of them; 0 where one has no direction.
    func cosine(_ first: Int, _ second: Int) -> Double {
        let norms = norm(first) * norm(second)
        return norms > 0 ? max(-1, min(1, products[first][second] / norms)) : 0
    }

    static func + (left: TensorGeometry, right: TensorGeometry) -> TensorGeometry {
        var sum = left
        for (i, row) in right.products.enumerated() {
            for (j, product) in row.enumerated() { sum.products[i][j] += product }
        }
        return sum
    }

    /// Measures a tensor, a block at a time: sums of blocks are added in their order, so the result is always the same.
    ///
    /// - Parameters:
    ///   - differences: measure each model but the first less the first, instead of the models themselves.
    ///   - pairs: whether products of two models are wanted; else they stay 0, and norms alone are found.
    static func measure(
        _ name: TensorName, of aligned: AlignedModels, elements: Range<Int>, differences: Bool, pairs: Bool = true
    ) throws -> TensorGeometry {
        let models = aligned.models.count
        let length = min(AlignedModels.blockLength, elements.count)
        let rows = UnsafeMutableBufferPointer<Float>.allocate(capacity: models * length)
        defer { rows.deallocate() }
        let measured = differences ? 1..<models : 0..<models
        var geometry = TensorGeometry(count: measured.count)
        for start in stride(from: elements.lowerBound, to: elements.upperBound, by: AlignedModels.blockLength) {
            let block = start..<min(start + length, elements.upperBound)
            let row = { UnsafeMutableBufferPointer(rebasing: rows[$0 * length..<$0 * length + block.count]) }
            for model in 0..<models { try aligned.read(name, of: model, elements: block, into: row(model)) }
            if differences {
                for model in measured { DifferenceKernel.subtract(row(0), from: row(model)) }
            }
            geometry.add(measured.map { UnsafeBufferPointer(row($0)) }, pairs: pairs)
        }
        return geometry
    }

    /// Adds the inner products of runs, one of each model.
    private mutating func add(_ runs: [UnsafeBufferPointer<Float>], pairs: Bool) {
        for i in runs.indices {
            for j in i..<(pairs ? runs.count : i + 1) {
                let product = DifferenceKernel.innerProduct(runs[i], runs[j])
                products[i][j] += product
                if i != j { products[j][i] += product }
            }
        }
    }
}
