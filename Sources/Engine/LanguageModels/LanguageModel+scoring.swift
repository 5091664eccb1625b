import Checkpoints
import Kernels

extension LanguageModel {
    /// What a call may spend on hidden states unless it says otherwise: 512 MiB.
    public static let defaultActivationBytes = 512 << 20

    /// The negative log-likelihood of every target, in nats.
    ///
    /// Each layer's parameters are read once a pass. What stands in memory, apart from the documents and the results:
    /// one layer in f32 (with oneDNN, and in bf16 beside it), and what `activationBytes` bounds: the hidden states of
    /// the pass, the head's running sums, and each thread's workspace. If all tokens would take more, they go in
    /// several passes. A token's bits depend on its document alone: not on the number of threads, the passes, or the
    /// other documents.
    ///
    /// Blocking: call it on a thread of your own, not on Swift's cooperative pool.
    /// - Parameters:
    ///   - documents: the windows of each document, in order.
    ///   - arithmetic: the numbers in which matrix products are computed.
    ///   - threads: how many threads compute, the caller's included.
    ///   - activationBytes: the budget for activations; each thread's workspace and a block for each are always
    ///     in memory.
    ///   - progress: called on the caller's thread with the share that is done, from 0 to 1.
    ///   - isCancelled: asked often, from all threads; once it answers true, `CancellationError` is thrown.
    /// - Returns: for each document one value a target, in order of windows.
    /// - Throws: ``LanguageModelError`` for a window or token that does not fit the model, naming the document, and for
    ///   a result that is not finite; `CheckpointError` if a tensor cannot be read.
    public func negativeLogLikelihoods(
        of documents: [[TokenWindow]], arithmetic: Arithmetic = .f32, threads: Int,
        activationBytes: Int = defaultActivationBytes, progress: ((Double) -> Void)? = nil,
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) throws -> [[Float]] {
        let results = try score(
            SeparateSources(parameters), documents, unit: ProductUnit(arithmetic), threads: threads,
            activationBytes: activationBytes, progress: progress, isCancelled: isCancelled)
        return results.first ?? []
    }

    /// As ``negativeLogLikelihoods(of:arithmetic:threads:activationBytes:progress:isCancelled:)``, for each model of a
    /// batch that is of this model's shape.
    func score(
        _ batch: any TensorBatch, _ documents: [[TokenWindow]], unit: ProductUnit, threads: Int,
        activationBytes: Int, progress: ((Double) -> Void)?, isCancelled: @escaping @Sendable () -> Bool
    ) throws -> [[[Float]]] {
        try validate(documents)
        let blocks = documents.enumerated().flatMap { TokenBlock.blocks(of: $1, document: $0) }
        var results = [[[Float]]](repeating: documents.map { _ in [] }, count: batch.count)
        guard !blocks.isEmpty else { return results }
        let team = try ThreadTeam(count: min(threads, blocks.count * batch.count))
        let run = try ForwardRun(
            model: self, parameters: batch, unit: unit, blocks: blocks, team: team,
            isCancelled: isCancelled)
        let fixed = run.workspaces.reduce(0) { $0 + $1.byteCount }
        let plan = PassPlan(
            blocks: blocks, hiddenSize: configuration.hiddenSize, models: batch.count,
            threads: team.count, bytes: activationBytes - fixed)
        let total = Double(plan.passes.count * (configuration.layerCount + 1))
        var done = 0
        for pass in plan.passes {
            let losses = try run.run(pass) {
                done += 1
                progress?(Double(done) / total)
            }
            for (model, losses) in losses.enumerated() {
                for (index, values) in zip(pass, losses) {
                    results[model][blocks[index].document].append(contentsOf: values)
                }
            }
        }
        for model in results { try refuseNotFinite(model) }
        return results
    }

    func validate(_ documents: [[TokenWindow]]) throws {
        for (document, windows) in documents.enumerated() {
            for (index, window) in windows.enumerated() {
                let place = "document \(document), window \(index)"
                guard !window.inputs.isEmpty, window.inputs.count <= configuration.maximumPositions else {
                    throw LanguageModelError(
                        .invalidWindow,
                        "\(place) has \(window.inputs.count) inputs; must be 1 to \(configuration.maximumPositions)")
                }
                guard window.targets.count <= window.inputs.count else {
                    throw LanguageModelError(
                        .invalidWindow,
                        "\(place) has \(window.targets.count) targets for \(window.inputs.count) inputs")
                }
                try validateTokens(window.inputs, place)
                try validateTokens(window.targets, place)
            }
        }
    }

    private func validateTokens(_ tokens: [Int32], _ place: String) throws {
        guard let outside = tokens.first(where: { $0 < 0 || Int($0) >= configuration.vocabularySize }) else { return }
        throw LanguageModelError(
            .invalidToken,
            "\(place) holds token \(outside); the vocabulary is 0 to \(configuration.vocabularySize - 1)")
    }

    private func refuseNotFinite(_ results: [[Float]]) throws {
        for (document, values) in results.enumerated() {
            guard let index = values.firstIndex(where: { !$0.isFinite }) else { continue }
            throw LanguageModelError(
                .notFinite,
                "\(parameters.origin): document \(document): the negative log-likelihood of token \(index) is \(values[index]); "
                    + "the parameters hold values that are not finite, or overflow")
        }
    }
}
