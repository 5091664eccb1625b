public import Checkpoints

/// A model that can be run: its configuration, and where its parameters come from.
///
/// The parameters are read layer by layer whenever the model runs, and never stand in memory whole.
public struct LanguageModel: Sendable {
    public let configuration: ModelConfiguration
    let parameters: any TensorSource
    /// The name under which the embedding is stored, and that of the head: the same where tied.
    let embeddingName: TensorName
    let headName: TensorName

    /// Checks that the parameters are those of the configuration.
    ///
    /// Tied weights may stand under the embedding's name, the head's, or both; of both, the embedding is read, as
    /// `transformers` does.
    /// - Throws: ``CheckpointError`` that names every tensor that is missing, not known, or of another shape.
    public init(configuration: ModelConfiguration, parameters: any TensorSource) throws {
        try configuration.validate(file: "configuration")
        self.configuration = configuration
        self.parameters = parameters
        let embedding = configuration.embeddingName
        let head = configuration.headName
        if configuration.tiedEmbeddings {
            embeddingName = parameters.shape(of: embedding) == nil ? head : embedding
            headName = embeddingName
        } else {
            embeddingName = embedding
            headName = head
        }
        try validateTensors()
    }

    private func validateTensors() throws {
        var problems: [String] = []
        var expected: Set<TensorName> = []
        for placement in ParameterLayout.model(configuration).placements {
            let isTable = placement.name == configuration.embeddingName
            let name = isTable ? embeddingName : placement.name
            expected.insert(name)
            guard let shape = parameters.shape(of: name) else {
                problems.append("\(isTable ? placement.name : name) is missing")
                continue
            }
            if shape.dimensions != placement.dimensions {
                problems.append("\(name) is \(shape.dimensions); the configuration says \(placement.dimensions)")
            }
        }
        for name in parameters.tensorNames where !expected.contains(name) && !isInert(name) {
            problems.append("\(name) is not a tensor of this configuration")
        }
        guard let first = problems.first else { return }
        let others = problems.dropFirst().prefix(9).map { "; \($0)" }.joined()
        let rest = problems.count > 10 ? "; and \(problems.count - 10) more" : ""
        throw CheckpointError(.mismatched, file: "parameters", message: first + others + rest)
    }

    /// A copy of tied weights under the other name, or a buffer that old files carry.
    private func isInert(_ name: TensorName) -> Bool {
        if configuration.tiedEmbeddings, name == configuration.headName {
            return parameters.shape(of: name)?.dimensions == [configuration.vocabularySize, configuration.hiddenSize]
        }
        return configuration.names.inertSuffixes.contains {
            name.utf8.reversed().starts(with: $0.utf8.reversed())
        }
    }
}
