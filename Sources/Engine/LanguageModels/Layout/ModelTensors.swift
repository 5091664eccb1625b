public import Checkpoints

/// A checkpoint seen as the parameters of one configuration, by the names that `transformers` gives them.
///
/// Files spell names in several ways: those of a model without its head lack a prefix, tied weights may stand under the
/// embedding's name, the head's, or both, and old files carry buffers. Here every parameter has its one name, and there
/// is nothing else. ``CheckpointModel`` finds out whether a checkpoint that holds both has a head of its own.
public struct ModelTensors: TensorSource {
    private let source: any TensorSource
    /// The name in the source, by the name here.
    private let stored: [TensorName: TensorName]

    /// Checks that the source holds what the configuration asks for, and nothing that it does not know.
    ///
    /// - Parameter ignoring: names of tensors that the caller takes to be inert though Assay does not know them.
    /// - Throws: ``CheckpointError`` that names every tensor that is missing, not known, of another shape or of a type
    ///   that is not read, or a head that differs from the embedding to which the configuration ties it.
    public init(
        of source: any TensorSource, for configuration: ModelConfiguration, ignoring: Set<String> = []
    ) throws {
        if let tables = TiedTables(of: source, for: configuration), try tables.differ() {
            throw CheckpointError(
                .mismatched, file: source.origin, subject: "\(tables.head)",
                message: "differs from \(tables.embedding), and the configuration ties the two (tie_word_embeddings)")
        }
        try self.init(of: source, for: configuration, headIsEmbedding: false, ignoring: ignoring)
    }

    /// As ``init(of:for:)``, for a source of which it is known whether its head is its embedding.
    ///
    /// - Parameter headIsEmbedding: whether the embedding is read where the configuration has a head of its own.
    init(
        of source: any TensorSource, for configuration: ModelConfiguration, headIsEmbedding: Bool,
        ignoring: Set<String>
    ) throws {
        self.source = source
        let spelling = StoredNames(in: source, of: configuration, headIsEmbedding: headIsEmbedding)
        var problems: [String] = []
        var stored: [TensorName: TensorName] = [:]
        var found: Set<TensorName> = []
        for placement in ParameterLayout.model(configuration).placements {
            let name = spelling.name(of: placement.name)
            stored[placement.name] = name
            found.insert(name)
            guard let shape = source.shape(of: name) else {
                problems.append("\(name) is missing")
                continue
            }
            if shape.dimensions != placement.dimensions {
                problems.append("\(name) is \(shape.dimensions); the configuration says \(placement.dimensions)")
            }
            try source.checkReadable(name)
        }
        for name in source.tensorNames where !found.contains(name) && !spelling.isInert(name) {
            if ignoring.contains(name.description) { continue }
            problems.append("\(name) is not a tensor of this configuration")
        }
        for name in ignoring.sorted() where found.contains(TensorName(name)) {
            problems.append("\(name) is used, and cannot be ignored")
        }
        self.stored = stored
        guard let first = problems.first else { return }
        let others = problems.dropFirst().prefix(9).map { "; \($0)" }.joined()
        let rest = problems.count > 10 ? "; and \(problems.count - 10) more" : ""
        throw CheckpointError(.mismatched, file: source.origin, message: first + others + rest)
    }

    /// The names under which the source holds the parameters.
    var storedNames: [TensorName] { Array(stored.values) }

    /// The name under which the source holds a parameter.
    func storedName(of name: TensorName) -> TensorName { stored[name] ?? name }

    public var origin: String { source.origin }

    public var tensorNames: [TensorName] { stored.keys.sorted() }

    public func shape(of name: TensorName) -> TensorShape? {
        stored[name].flatMap { source.shape(of: $0) }.map { TensorShape(name: name, dimensions: $0.dimensions) }
    }

    public func elementType(of name: TensorName) -> ElementType? { source.elementType(of: storedName(of: name)) }

    public func read(
        _ name: TensorName, elements: Range<Int>, into destination: UnsafeMutableBufferPointer<Float>
    ) throws {
        try source.read(storedName(of: name), elements: elements, into: destination)
    }

    public func accumulate(
        _ name: TensorName, elements: Range<Int>, weight: Float, isFirst: Bool,
        into destination: UnsafeMutableBufferPointer<Float>
    ) throws {
        try source.accumulate(
            storedName(of: name), elements: elements, weight: weight, isFirst: isFirst, into: destination)
    }
}

/// How one source spells the names of a configuration's tensors.
struct StoredNames {
    private let configuration: ModelConfiguration
    private let headIsEmbedding: Bool
    private let names: TensorNames
    private let lacksPrefix: Bool
    private let source: any TensorSource

    init(in source: any TensorSource, of configuration: ModelConfiguration, headIsEmbedding: Bool = false) {
        self.configuration = configuration
        self.headIsEmbedding = headIsEmbedding
        self.source = source
        names = configuration.names
        let (prefix, layers) = (names.prefix, names.layers)
        let stored = source.tensorNames
        lacksPrefix =
            !stored.contains { $0.utf8.starts(with: prefix.utf8) }
            && stored.contains { $0.utf8.starts(with: layers.utf8) }
    }

    func name(of parameter: TensorName) -> TensorName {
        if headIsEmbedding, parameter == configuration.headName { return embedding }
        return parameter == configuration.embeddingName ? embedding : withoutPrefix(parameter)
    }

    /// The embedding's name: the head's, where the two are one and the file has that name alone.
    private var embedding: TensorName {
        let name = withoutPrefix(configuration.embeddingName)
        guard configuration.tiedEmbeddings || headIsEmbedding, source.shape(of: name) == nil,
            source.shape(of: configuration.headName) != nil
        else { return name }
        return configuration.headName
    }

    /// A copy of tied weights under the other name, or a buffer that old files carry.
    func isInert(_ name: TensorName) -> Bool {
        if configuration.tiedEmbeddings || headIsEmbedding, name == configuration.headName {
            return source.shape(of: name)?.dimensions == [configuration.vocabularySize, configuration.hiddenSize]
        }
        return names.isInert(name.description)
    }

    private func withoutPrefix(_ name: TensorName) -> TensorName {
        let text = name.description
        guard lacksPrefix, text.hasPrefix(names.prefix) else { return name }
        return TensorName(String(text.dropFirst(names.prefix.count)))
    }
}
