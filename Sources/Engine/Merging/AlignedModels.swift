import Checkpoints
import Kernels

/// Models with the same tensors, read under common names.
struct AlignedModels: Sendable {
    /// A model and what messages call it.
    struct Model: Sendable {
        let name: String
        let source: any TensorSource
    }

    let models: [Model]
    let shapes: [TensorName: TensorShape]

    /// Elements that are worked on while they stay in the processor's cache.
    static let blockLength = 1 << 14
    /// Elements of a plain sum, which is all that must stay in the cache while models pass by it.
    private static let sumLength = 1 << 16

    /// Takes models of one shape.
    ///
    /// - Parameter models: the models; tensors are named as in the first.
    /// - Throws: ``MergeError`` if names or shapes differ.
    init(_ models: [Model]) throws(MergeError) {
        guard let first = models.first else { throw .noMembers }
        self.models = models
        shapes = Self.shapes(of: first.source)
        for model in models.dropFirst() {
            try Self.compare((first.name, shapes), (model.name, Self.shapes(of: model.source)))
        }
    }

    private static func shapes(of source: any TensorSource) -> [TensorName: TensorShape] {
        var shapes: [TensorName: TensorShape] = [:]
        // Old files carry buffers, masks for one, of types that hold no parameters: they are no part of a merge.
        for name in source.tensorNames where source.isReadable(name) { shapes[name] = source.shape(of: name) }
        return shapes
    }

    private static func compare(
        _ first: (name: String, shapes: [TensorName: TensorShape]),
        _ other: (name: String, shapes: [TensorName: TensorShape])
    ) throws(MergeError) {
        for (name, shape) in first.shapes.sorted(by: { $0.key < $1.key }) {
            guard let otherShape = other.shapes[name] else {
                throw .missingTensor(name, member: other.name, presentIn: first.name)
            }
            guard otherShape == shape else {
                throw .shape(
                    name, member: other.name, dimensions: otherShape.dimensions, first: first.name,
                    firstDimensions: shape.dimensions)
            }
        }
        if let name = other.shapes.keys.sorted().first(where: { first.shapes[$0] == nil }) {
            throw .missingTensor(name, member: first.name, presentIn: other.name)
        }
    }

    /// Reads a run of one model's tensor; a value that is not finite is an error that names its file.
    func read(
        _ name: TensorName, of model: Int, elements: Range<Int>, into destination: UnsafeMutableBufferPointer<Float>
    ) throws {
        try models[model].source.read(name, elements: elements, into: destination)
    }

    /// Σ weight · tensor in the models' order, in f32; models of weight 0 are not read.
    ///
    /// - Parameters:
    ///   - weights: one for each model.
    ///   - destination: exactly `elements.count` elements.
    /// - Throws: ``MergeError/overflow(_:)`` if the sum is not finite though its terms are, and what reading throws.
    func weightedSum(
        of name: TensorName, elements: Range<Int>, weights: [Float],
        into destination: UnsafeMutableBufferPointer<Float>
    ) throws {
        let terms = zip(models, weights).filter { $0.1 != 0 }.map { (source: $0.source, weight: $1) }
        if terms.isEmpty { destination.update(repeating: 0) }
        for start in stride(from: elements.lowerBound, to: elements.upperBound, by: Self.sumLength) {
            let block = start..<min(start + Self.sumLength, elements.upperBound)
            let target = UnsafeMutableBufferPointer(
                rebasing: destination[block.lowerBound - elements.lowerBound..<block.upperBound - elements.lowerBound])
            for (index, term) in terms.enumerated() {
                try term.source.accumulate(
                    name, elements: block, weight: term.weight, isFirst: index == 0, into: target)
            }
            guard areFinite(UnsafeBufferPointer(target)) else { throw blame(name, elements: block) }
        }
    }

    /// The error for values that are not finite: that of the model with such a value, if there is one.
    func blame(_ name: TensorName, elements: Range<Int>) -> any Error {
        let scratch = UnsafeMutableBufferPointer<Float>.allocate(capacity: elements.count)
        defer { scratch.deallocate() }
        do {
            for model in models.indices { try read(name, of: model, elements: elements, into: scratch) }
        } catch {
            return error
        }
        return MergeError.overflow(name)
    }
}
