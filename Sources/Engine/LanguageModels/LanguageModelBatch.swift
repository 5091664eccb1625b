public import Checkpoints
import Kernels

/// Several models of one shape that are scored together, so that what their parameters are made of is read once.
///
/// Every model has the same bits as it has alone.
public struct LanguageModelBatch: Sendable {
    /// The shape of every model.
    public let configuration: ModelConfiguration
    private let parameters: any TensorBatch
    private let model: LanguageModel

    /// Checks that the parameters are those of the configuration, as ``LanguageModel`` does.
    public init(configuration: ModelConfiguration, parameters: any TensorBatch) throws {
        self.configuration = configuration
        self.parameters = parameters
        model = try LanguageModel(configuration: configuration, parameters: BatchShape(batch: parameters))
    }

    /// How many models there are.
    public var count: Int { parameters.count }

    /// The negative log-likelihood of every target under each model, in nats.
    ///
    /// As ``LanguageModel/negativeLogLikelihoods(of:arithmetic:threads:activationBytes:progress:isCancelled:)``; in
    /// memory stand one layer of each model, and its hidden states of the pass, within the same `activationBytes` for
    /// all.
    /// - Returns: for each model and each document one value a target.
    public func negativeLogLikelihoods(
        of documents: [[TokenWindow]], arithmetic: Arithmetic = .f32, threads: Int,
        activationBytes: Int = LanguageModel.defaultActivationBytes, progress: ((Double) -> Void)? = nil,
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) throws -> [[[Float]]] {
        try model.score(
            parameters, documents, unit: ProductUnit(arithmetic), threads: threads, activationBytes: activationBytes,
            progress: progress, isCancelled: isCancelled)
    }
}

/// The names and shapes of a batch, for checks; what is read is that of the first model.
private struct BatchShape: TensorSource {
    let batch: any TensorBatch

    var tensorNames: [TensorName] { batch.tensorNames }

    func shape(of name: TensorName) -> TensorShape? { batch.shape(of: name) }

    func read(
        _ name: TensorName, elements: Range<Int>, into destination: UnsafeMutableBufferPointer<Float>
    ) throws {
        let others = try (1..<max(batch.count, 1)).map { _ in try FloatStorage(count: destination.count) }
        try batch.read(name, elements: elements, into: [destination] + others.map { $0.part(0, destination.count) })
    }
}
