public import Checkpoints

/// A model that can be run: its configuration, and where its parameters come from.
///
/// The parameters are read layer by layer whenever the model runs, and never stand in memory whole.
public struct LanguageModel: Sendable {
    /// The shape, and the names of the tensors.
    public let configuration: ModelConfiguration
    let parameters: any TensorSource
    let tensors: ModelTensors

    /// Checks that the parameters are those of the configuration, by names as ``ModelTensors`` finds them.
    ///
    /// - Throws: ``CheckpointError`` that names every tensor that is missing, not known, of another shape or of a type
    ///   that is not read.
    public init(configuration: ModelConfiguration, parameters: any TensorSource) throws {
        try configuration.validate(file: "configuration")
        self.configuration = configuration
        self.parameters = parameters
        tensors = try ModelTensors(of: parameters, for: configuration)
    }

    /// The name under which the embedding is stored, and that of the head: the same where tied.
    var embeddingName: TensorName { tensors.storedName(of: configuration.embeddingName) }
    var headName: TensorName {
        configuration.tiedEmbeddings ? embeddingName : tensors.storedName(of: configuration.headName)
    }
}
