public import Checkpoints

/// Where each tensor of a model, or of one layer of it, lies in one flat array of f32.
///
/// q, k and v lie one after the other, as do gate and up, so that each group is one matrix to BLAS.
struct ParameterLayout: Sendable {
    /// One tensor and its place.
    struct Placement: Sendable {
        let name: TensorName
        let dimensions: [Int]
        let offset: Int

        var elementCount: Int { dimensions.reduce(1, *) }
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
    mutating func append(_ name: TensorName, _ dimensions: [Int]) -> Int {
        let placement = Placement(name: name, dimensions: dimensions, offset: elementCount)
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
    /// The names of the embedding, of the last norm's weight and of the head, as `transformers` writes them.
    var embeddingName: TensorName { TensorName(names.prefix + names.embedding) }
    var lastNormName: TensorName { TensorName(names.prefix + names.lastNorm + ".weight") }
    var headName: TensorName { TensorName(names.head) }

    var names: TensorNames { family.definition.names }

    /// Second names of tensors, with the first: a checkpoint of tied weights may hold the head's alone.
    public var tensorAliases: [TensorName: TensorName] { tiedEmbeddings ? [headName: embeddingName] : [:] }
}
