import Kernels
import Parallelism

extension EnsembleTable {
    /// The negative log-likelihood of each document in nats, under each of several mixtures; blocks the calling thread.
    ///
    /// A mixture of one model with the weight 1 has the sums of that model's own log-probabilities, in f64 in the order
    /// of tokens: the bits of its own score.
    ///
    /// - Parameters:
    ///   - mixtures: one weight a model.
    ///   - isCancelled: asked between runs and segments; once it answers true, `CancellationError` is thrown.
    /// - Throws: ``EnsembleError`` for invalid weights or log-probabilities.
    public func documentSums(
        _ mixtures: [[Double]], isCancelled: @escaping @Sendable () -> Bool = { false }
    ) throws -> [[Double]] {
        for weights in mixtures { try check(weights: weights) }
        var documents = mixtures.map { _ in [Double](repeating: 0, count: documentTokens.count) }
        let sums = DoubleStorage(rows: mixtures.count, columns: segments.count)
        try forEachRun { table, first in
            try ConcurrentPieces.perform(table.segments.count, threads: threads) {
            } body: { _, index in
                if isCancelled() { throw CancellationError() }
                for (row, weights) in mixtures.enumerated() {
                    sums[row, first + index] = try -table.sum(index, weights: weights)
                }
            }
        }
        for (row, weights) in mixtures.enumerated() {
            if let model = weights.firstIndex(of: 1), weights.allSatisfy({ $0 == 0 || $0 == 1 }),
                weights.reduce(0, +) == 1
            {
                documents[row] = ownSums(of: model)
            } else {
                for (column, segment) in segments.enumerated() { documents[row][segment.document] += sums[row, column] }
            }
        }
        return documents
    }

    /// The negative log-likelihood of each document in nats, under one mixture; blocks the calling thread.
    public func documentSums(_ weights: [Double]) throws -> [Double] {
        try documentSums([weights])[0]
    }

    /// The negative log-likelihood of each token in nats, under one mixture; blocks the calling thread.
    ///
    /// Computed from the log-probabilities themselves in f64, then rounded: for the few mixtures whose tokens are
    /// wanted.
    public func tokenLosses(_ weights: [Double]) throws(EnsembleError) -> [Float] {
        try check(weights: weights)
        let logs: [UnsafeRawPointer?] = sources.map(\.start)
        return EnsembleKernel.losses(tokens: documentTokens.reduce(0, +), logs: logs, weights: weights)
    }

    /// Σ_d c_d Σ_t −ln p_w(t) over documents d, and its derivative by each weight: −Σ_d c_d Σ_t p_i(t)/p_w(t).
    ///
    /// Convex in the weights where every c_d is at least 0. Blocks the calling thread.
    ///
    /// - Parameters:
    ///   - weights: one a model; at least 0.
    ///   - documentWeights: one a document; documents of weight 0 cost nothing.
    /// - Throws: ``EnsembleError``.
    public func gradient(
        _ weights: [Double], documentWeights: [Double]
    ) throws -> (value: Double, gradient: [Double]) {
        try check(weights: weights)
        guard documentWeights.count == documentTokens.count, documentWeights.allSatisfy(\.isFinite) else {
            throw EnsembleError.weights(
                "there are \(documentWeights.count) document weights; expected a finite number for each of "
                    + "\(documentTokens.count) documents")
        }
        let models = modelCount
        // A row a segment: its sum, then its ratios.
        let rows = DoubleStorage(rows: segments.count, columns: 1 + models)
        try forEachRun { table, first in
            try ConcurrentPieces.perform(table.segments.count, threads: threads) {
                DoubleStorage(columns: models * EnsembleKernel.group)
            } body: { scratch, index in
                guard documentWeights[segments[first + index].document] != 0 else { return }
                let row = rows.row(first + index)
                row[0] = try table.sum(index, weights: weights, ratios: row + 1, scratch: scratch.row(0))
            }
        }
        var value = 0.0
        var gradient = [Double](repeating: 0, count: models)
        for (index, segment) in segments.enumerated() where documentWeights[segment.document] != 0 {
            let (weight, row) = (documentWeights[segment.document], rows.row(index))
            value -= weight * row[0]
            for model in gradient.indices { gradient[model] -= weight * row[1 + model] }
        }
        return (value, gradient)
    }

    /// The sums of a model's own log-probabilities.
    private func ownSums(of model: Int) -> [Double] {
        var start = sources[model].start
        return documentTokens.map { tokens in
            defer { start += 4 * tokens }
            return EnsembleKernel.ownSum(tokens: tokens, logs: start)
        }
    }
}
