import API
import Checkpoints
import Merging

/// How far models have moved from their base, and how alike, over all parameters at once; sums in f64.
struct PlainDisplacement {
    let result: ValidityResult

    /// Elements that are in flight of each model.
    private static let blockLength = 1 << 16

    init(
        base: CheckpointFolder, models: [ValidityExecutor.Model], aliases: [TensorName: TensorName],
        progress: (Double) -> Void, check: () throws -> Void
    ) throws {
        let named = [(partition: base.name, checkpoint: base)] + models
        let members = named.map { LinearMerge.Member(name: $0.partition, source: $0.checkpoint, weight: 1) }
        // Models of other names or shapes are refused; each alone has its tensors under their first names.
        let whole = try LinearMerge(members: members, aliases: aliases)
        let sources = try members.map { try LinearMerge(members: [$0], aliases: aliases) }
        var sums = Sums(count: models.count)
        let names = whole.tensorNames
        for (index, name) in names.enumerated() {
            let count = whole.shape(of: name)?.elementCount ?? 0
            for start in stride(from: 0, to: count, by: Self.blockLength) {
                try check()
                let elements = start..<min(count, start + Self.blockLength)
                sums.add(
                    try sources.map { source in
                        try [Float](unsafeUninitializedCapacity: elements.count) { buffer, initialized in
                            try source.read(
                                name, elements: elements,
                                into: UnsafeMutableBufferPointer(rebasing: buffer[..<elements.count]))
                            initialized = elements.count
                        }
                    })
            }
            progress(Double(index + 1) / Double(names.count))
        }
        result = sums.result(of: models.map(\.partition))
    }
}

/// Sums of squares and products.
private struct Sums {
    /// ‖θ0‖².
    var base = 0.0
    /// ‖θi‖².
    var squares: [Double]
    /// (θi−θ0)·(θj−θ0) for i ≤ j.
    var products: [[Double]]

    init(count: Int) {
        squares = Array(repeating: 0, count: count)
        products = (0..<count).map { Array(repeating: 0, count: count - $0) }
    }

    /// Adds runs of elements: of the base first, then of each model.
    mutating func add(_ runs: [[Float]]) {
        let zero = runs[0].map(Double.init)
        base += zero.reduce(0) { $0 + $1 * $1 }
        let differences = runs.dropFirst().map { run in zip(run, zero).map { Double($0) - $1 } }
        for index in squares.indices {
            squares[index] += runs[index + 1].reduce(0.0) { $0 + Double($1) * Double($1) }
            for other in index..<squares.count {
                products[index][other - index] += zip(differences[index], differences[other])
                    .reduce(0) { $0 + $1.0 * $1.1 }
            }
        }
    }

    func result(of names: [String]) -> ValidityResult {
        let moved = names.indices.map { products[$0][0].squareRoot() }
        let members = names.indices.map { index in
            let whole = squares[index].squareRoot() + base.squareRoot()
            return MemberDisplacement(partition: names[index], delta: whole > 0 ? min(1, moved[index] / whole) : 0)
        }
        let cosines = names.indices.flatMap { first in
            names.indices.dropFirst(first + 1).map { second in
                let lengths = moved[first] * moved[second]
                let cosine = lengths > 0 ? min(1, max(-1, products[first][second - first] / lengths)) : nil
                return DisplacementCosine(first: names[first], second: names[second], cosine: cosine)
            }
        }
        return ValidityResult(members: members, cosines: cosines)
    }
}
