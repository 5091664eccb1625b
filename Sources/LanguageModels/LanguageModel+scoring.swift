extension LanguageModel {
    /// What a call may spend on hidden states unless it says otherwise: 512 MiB.
    public static let defaultActivationBytes = 512 << 20

    /// The negative log-likelihood of every target, in nats.
    ///
    /// Each layer's parameters are read once a pass. The hidden states of all tokens stand in memory between layers; if
    /// they take more than `activationBytes`, the tokens go in several passes. A token's bits depend on its document
    /// alone: not on the number of threads, the passes, or the other documents.
    ///
    /// Blocking: call it on a thread of your own, not on Swift's cooperative pool.
    /// - Parameters:
    ///   - documents: the windows of each document, in order.
    ///   - threads: how many threads compute, the caller's included.
    ///   - activationBytes: the budget for hidden states; one block is always in memory.
    ///   - progress: called on the caller's thread with the share that is done, from 0 to 1.
    ///   - isCancelled: asked often, from all threads; once it answers true, `CancellationError` is thrown.
    /// - Returns: for each document one value a target, in order of windows.
    /// - Throws: ``LanguageModelError`` for a window or token that does not fit the model, naming the document, and for
    ///   a result that is not finite; `CheckpointError` if a tensor cannot be read.
    public func negativeLogLikelihoods(
        of documents: [[TokenWindow]], threads: Int, activationBytes: Int = defaultActivationBytes,
        progress: ((Double) -> Void)? = nil, isCancelled: @escaping @Sendable () -> Bool = { false }
    ) throws -> [[Float]] {
        try validate(documents)
        let blocks = documents.enumerated().flatMap { TokenBlock.blocks(of: $1, document: $0) }
        var results = documents.map { _ in [Float]() }
        guard !blocks.isEmpty else { return results }
        let team = ThreadTeam(count: min(threads, max(blocks.count, 1)))
        let run = try ForwardRun(model: self, blocks: blocks, team: team, isCancelled: isCancelled)
        let passes = passes(over: blocks, activationBytes: activationBytes)
        let total = Double(passes.count * (configuration.layerCount + 1))
        var done = 0
        for pass in passes {
            let losses = try run.run(pass) {
                done += 1
                progress?(Double(done) / total)
            }
            for (index, values) in zip(pass, losses) { results[blocks[index].document].append(contentsOf: values) }
        }
        try refuseNotFinite(results)
        return results
    }

    /// Consecutive blocks whose hidden states fit the budget; at least one a pass.
    private func passes(over blocks: [TokenBlock], activationBytes: Int) -> [Range<Int>] {
        var passes: [Range<Int>] = []
        var first = 0
        var bytes = 0
        for (index, block) in blocks.enumerated() {
            let size = block.rows * configuration.hiddenSize * MemoryLayout<Float>.stride
            if index > first, bytes + size > activationBytes {
                passes.append(first..<index)
                first = index
                bytes = 0
            }
            bytes += size
        }
        passes.append(first..<blocks.count)
        return passes
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
                "document \(document): the negative log-likelihood of token \(index) is \(values[index]); "
                    + "the parameters hold values that are not finite, or overflow")
        }
    }
}
