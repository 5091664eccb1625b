import Checkpoints
import Kernels
import Mixtures

/// Merges of differences from the base, di = θi − θ0: each thinned by its own values or by chance, then summed, or
/// averaged among those that agree on a sign, and added to the base.
struct DifferenceMerge: TensorSource {
    private let aligned: AlignedModels
    private let weights: [Float]
    private let thinning: Thinning
    private let elects: Bool
    private let normalizes: Bool
    private let lambda: Float
    private let thinned: OncePerTensor<[TensorThinning]>

    /// What is merged how.
    struct Settings {
        /// One for each member, of either sign.
        let weights: [Double]
        let thinning: Thinning
        /// Whether signs are elected.
        let elects: Bool
        /// Whether what is elected is divided by its weights.
        let normalizes: Bool
        let lambda: Double
    }

    /// - Parameter aligned: the base, then the members.
    init(_ settings: Settings, aligned: AlignedModels) {
        self.aligned = aligned
        weights = settings.weights.map(Float.init)
        thinning = settings.thinning
        elects = settings.elects
        normalizes = settings.normalizes
        lambda = Float(settings.lambda)
        thinned = OncePerTensor(aligned.shapes.keys)
    }

    /// - Parameters:
    ///   - recipe: of a method that merges differences.
    ///   - members: models of a weight above 0.
    ///   - aligned: the base, then the members.
    init(_ recipe: MergeRecipe, members: [MergeMember], aligned: AlignedModels) {
        let parameters = recipe.parameters
        let kind = Thinning.Kind(
            recipe.method, density: parameters.density ?? 1, gamma: parameters.gamma ?? 0,
            epsilon: parameters.epsilon ?? 0)
        self.init(
            Settings(
                weights: members.map(\.weight),
                thinning: Thinning(
                    members.map { _ in kind }, seed: parameters.seed ?? 0, keys: members.map(\.key)),
                elects: TIES.elects(recipe.method), normalizes: parameters.normalize ?? false,
                lambda: parameters.lambda ?? 1),
            aligned: aligned)
    }

    var tensorNames: [TensorName] { aligned.shapes.keys.sorted() }

    func shape(of name: TensorName) -> TensorShape? { aligned.shapes[name] }

    func read(
        _ name: TensorName, elements: Range<Int>, into destination: UnsafeMutableBufferPointer<Float>
    ) throws {
        try checkRead(name, elements: elements, destinationCount: destination.count)
        guard let shape = shape(of: name), !elements.isEmpty else { return }
        let members = try thinned.value(of: name) { try thinning.find(for: shape, of: aligned) } ?? []
        // Ranks go by whole rows, so blocks are made of those.
        let row = thinning.needsRows ? shape.dimensions.last ?? 1 : 1
        let length = max(row, AlignedModels.blockLength / row * row)
        let first = elements.lowerBound / length * length
        let scratch = DifferenceScratch(
            length: min(length, shape.elementCount), elects: elects, row: thinning.needsRows ? row : 0)
        for start in stride(from: first, to: elements.upperBound, by: length) {
            let block = start..<min(start + length, shape.elementCount)
            try merge(name, block, thinning: members, in: scratch)
            let wanted = block.clamped(to: elements)
            let merged = UnsafeBufferPointer(
                rebasing: scratch.result[wanted.lowerBound - start..<wanted.upperBound - start])
            guard areFinite(merged) else { throw aligned.blame(name, elements: wanted) }
            let target = destination[(wanted.lowerBound - elements.lowerBound)...].prefix(wanted.count)
            _ = UnsafeMutableBufferPointer(rebasing: target).update(fromContentsOf: merged)
        }
    }

    /// Merges a block into the scratch memory's result.
    private func merge(
        _ name: TensorName, _ block: Range<Int>, thinning: [TensorThinning], in scratch: DifferenceScratch
    ) throws {
        let base = UnsafeMutableBufferPointer(rebasing: scratch.base[..<block.count])
        let values = UnsafeMutableBufferPointer(rebasing: scratch.values[..<block.count])
        let result = UnsafeMutableBufferPointer(rebasing: scratch.result[..<block.count])
        try aligned.read(name, of: 0, elements: block, into: base)
        scratch.election?.clear()
        for (index, weight) in weights.enumerated() {
            try aligned.read(name, of: index + 1, elements: block, into: values)
            DifferenceKernel.subtract(base, from: values)
            try thinning[index].apply(to: values, from: block.lowerBound, scratch: scratch.items)
            if let election = scratch.election?.kernel {
                election.add(values, weight: weight)
            } else if let source = values.baseAddress {
                try StoredElements.f32.accumulate(source, weight: weight, isFirst: index == 0, into: result)
            }
        }
        if let election = scratch.election?.kernel {
            election.finish(lambda: lambda, normalizes: normalizes, base: base, into: result)
        } else {
            DifferenceKernel.add(scaledBy: lambda, base, to: result)
        }
    }
}

/// The memory that one thread merges a block in.
final class DifferenceScratch {
    let base: UnsafeMutableBufferPointer<Float>
    let values: UnsafeMutableBufferPointer<Float>
    let result: UnsafeMutableBufferPointer<Float>
    /// The sums of each sign, where signs are elected.
    let election: TIES.Election?
    /// What ranks of a row are found in.
    let items: UnsafeMutableBufferPointer<UInt64>

    /// - Parameters:
    ///   - length: elements of a block.
    ///   - elects: whether sums of each sign are needed.
    ///   - row: elements of a row whose ranks are needed, or 0.
    init(length: Int, elects: Bool, row: Int) {
        base = .allocate(capacity: length)
        values = .allocate(capacity: length)
        result = .allocate(capacity: length)
        election = elects ? TIES.Election(length: length) : nil
        items = .allocate(capacity: 2 * row)
    }

    deinit {
        for buffer in [base, values, result] { buffer.deallocate() }
        items.deallocate()
    }
}
