import Checkpoints
import Kernels

/// Where each tensor of a model, or of one layer of it, lies in one flat array of f32.
///
/// q, k and v lie one after the other, as do gate and up, so that each group is one matrix to BLAS.
struct ParameterLayout: Sendable {
    /// One tensor and its place.
    struct Placement: Sendable {
        /// How a tensor that was read must be arranged before it is used.
        enum Arrangement: Sendable {
            case asStored
            /// Its outputs are q, k and v of the first of so many heads, then of the second, and so on; all q are to
            /// come first, then all k, then all v.
            case partsOfHeads(Int)
        }

        let name: TensorName
        /// As a checkpoint stores it.
        let dimensions: [Int]
        let offset: Int
        let arrangement: Arrangement

        var elementCount: Int { dimensions.reduce(1, *) }

        var isArranged: Bool {
            if case .asStored = arrangement { false } else { true }
        }

        /// Arranges the tensor, once it is read, within the memory that it was read into.
        func arrange(in memory: UnsafeMutablePointer<Float>) {
            guard case .partsOfHeads(let heads) = arrangement else { return }
            BiasKernel.gatherParts(
                heads: heads, parts: 3, count: elementCount / (3 * heads), values: memory + offset)
        }

        /// Matrices are decayed in training; norms and biases are not.
        var isMatrix: Bool { dimensions.count > 1 }
    }

    private(set) var placements: [Placement] = []
    private(set) var elementCount = 0

    /// Appends a tensor, and returns where it begins.
    @discardableResult
    mutating func append(_ name: String, _ dimensions: [Int]) -> Int {
        append(TensorName(name), dimensions)
    }

    @discardableResult
    mutating func append(
        _ name: TensorName, _ dimensions: [Int], _ arrangement: Placement.Arrangement = .asStored
    ) -> Int {
        let placement = Placement(
            name: name, dimensions: dimensions, offset: elementCount, arrangement: arrangement)
        placements.append(placement)
        elementCount += placement.elementCount
        return placement.offset
    }

    /// The whole model: embedding, layers, last norm, and the head if it is not tied.
    static func model(_ configuration: ModelConfiguration) -> ParameterLayout {
        ModelOffsets(configuration).layout
    }
}

extension ModelConfiguration {
    /// The names of the embedding and of the head, as `transformers` writes them.
    var embeddingName: TensorName { TensorName(names.prefix + names.embedding) }
    var headName: TensorName { TensorName(names.head) }
    /// The name of the table of learned positions, if there is one.
    var positionsName: TensorName? {
        positions == .learned ? TensorName(names.prefix + names.positions) : nil
    }

    /// The parameters of the norm after the last layer, by themselves.
    var lastNormLayout: ParameterLayout {
        var layout = ParameterLayout()
        _ = norm.append(names.prefix + names.lastNorm, width: hiddenSize, to: &layout)
        return layout
    }

    var names: TensorNames { family.definition.names }
}
