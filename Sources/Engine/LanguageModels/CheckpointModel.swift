public import Checkpoints

/// A checkpoint seen as a model: what it computes, by its configuration and by its weights.
///
/// `config.json` may say that the head is the embedding, while the file holds a head of its own with other values:
/// fine-tunes that train the head leave such files. The weights decide, as in `transformers` since 5.23: the model is
/// then not tied. A head that is a copy of the embedding changes nothing.
public struct CheckpointModel: Sendable {
    public let checkpoint: CheckpointFolder
    /// What `config.json` says, by which models are held against each other.
    public let declared: ModelConfiguration
    /// What the checkpoint computes.
    public let configuration: ModelConfiguration
    /// Keys of `config.json`, and names of tensors, that whoever brought the checkpoint takes to be inert.
    public let ignoredKeys: Set<String>

    /// The name that messages give to the checkpoint.
    public var name: String { checkpoint.name }

    /// Reads the configuration; where it ties the head to the embedding and the checkpoint holds both, those two are
    /// read and compared.
    ///
    /// - Parameter ignoring: keys of `config.json`, and names of tensors, to be passed over although it is not known
    ///   that they change nothing.
    /// - Throws: ``CheckpointError`` if the configuration is not one of a supported model, or what reading throws.
    public init(_ checkpoint: CheckpointFolder, ignoring: Set<String> = []) throws {
        self.checkpoint = checkpoint
        ignoredKeys = ignoring
        declared = try ModelConfiguration(
            json: checkpoint.configuration, file: checkpoint.files.label(of: CheckpointFiles.configuration),
            ignoring: ignoring)
        var configuration = declared
        if let tables = TiedTables(of: checkpoint, for: declared), try tables.differ() {
            configuration.tiedEmbeddings = false
        }
        self.configuration = configuration
    }

    /// Opens a folder as a model.
    public static func open(_ folder: String, ignoring: Set<String> = []) throws -> CheckpointModel {
        try CheckpointModel(CheckpointFolder.open(folder), ignoring: ignoring)
    }

    /// The checkpoint's parameters as those of a configuration on which several models agree.
    ///
    /// Where another model of the set has a head of its own, the head of this one is its embedding if it is tied.
    public func parameters(as configuration: ModelConfiguration) throws -> ModelTensors {
        try ModelTensors(
            of: checkpoint, for: configuration, headIsEmbedding: self.configuration.tiedEmbeddings,
            ignoring: ignoredKeys)
    }

    /// Reads every parameter, and refuses values that are infinite or not numbers.
    ///
    /// A model that holds one gives no score. Reads by `pread`, so a server may call it.
    /// - Throws: ``CheckpointError`` that names the tensor and the element.
    public func checkFinite() throws {
        try checkpoint.checkFinite(parameters(as: configuration).storedNames)
    }

    /// The configuration of a merge of models that say the same of themselves: tied only where all of them are.
    ///
    /// - Returns: `nil` if there is no model.
    public static func common(of models: [CheckpointModel]) -> ModelConfiguration? {
        guard var configuration = models.first?.declared else { return nil }
        configuration.tiedEmbeddings = models.allSatisfy(\.configuration.tiedEmbeddings)
        return configuration
    }
}

/// The embedding and the head of a source that holds both, though its configuration says that they are one.
struct TiedTables {
    private let source: any TensorSource
    let embedding: TensorName
    let head: TensorName
    private let elementCount: Int

    /// How many elements are compared at a time.
    private static let pieceLength = 1 << 16

    /// - Returns: `nil` if the configuration does not tie them, or not both are there in the shape that it says.
    init?(of source: any TensorSource, for configuration: ModelConfiguration) {
        guard configuration.tiedEmbeddings else { return nil }
        let spelling = StoredNames(in: source, of: configuration)
        embedding = spelling.name(of: configuration.embeddingName)
        head = configuration.headName
        let dimensions = [configuration.vocabularySize, configuration.hiddenSize]
        guard embedding != head, source.shape(of: embedding)?.dimensions == dimensions,
            source.shape(of: head)?.dimensions == dimensions
        else { return nil }
        self.source = source
        elementCount = configuration.vocabularySize * configuration.hiddenSize
    }

    /// Whether any value of the two differs, as f32; reads up to the first that does.
    func differ() throws -> Bool {
        let length = min(Self.pieceLength, elementCount)
        let buffers = (
            UnsafeMutableBufferPointer<Float>.allocate(capacity: length),
            UnsafeMutableBufferPointer<Float>.allocate(capacity: length)
        )
        defer {
            buffers.0.deallocate()
            buffers.1.deallocate()
        }
        for start in stride(from: 0, to: elementCount, by: length) {
            let elements = start..<min(start + length, elementCount)
            let (one, other) = (
                UnsafeMutableBufferPointer(rebasing: buffers.0[..<elements.count]),
                UnsafeMutableBufferPointer(rebasing: buffers.1[..<elements.count])
            )
            try source.read(embedding, elements: elements, into: one)
            try source.read(head, elements: elements, into: other)
            guard one.elementsEqual(other) else { return true }
        }
        return false
    }
}
