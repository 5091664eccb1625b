public import Studies

/// What an ensemble costs on some of its documents, as a function of the weights: convex, with an exact derivative.
///
/// Σ_d c_d Σ_t −ln Σ_i w_i p_i(t). With c_d = 1 / tokens it is the mean over the tokens of the documents that have a
/// weight, and max_i (−∂/∂w_i) − 1 = max_i mean_t(p_i/p_w) − 1 is the duality gap over the simplex.
public struct EnsembleObjective: ConvexObjective {
    private let table: EnsembleTable
    private let documentWeights: [Double]

    /// - Parameters:
    ///   - table: one model a weight.
    ///   - documentWeights: what a nat of each document counts for, at least 0; documents of 0 are not looked at, so
    ///     that a search sees the selecting part alone.
    /// - Throws: ``EnsembleError`` unless there is one for each document, and one above 0 among those with tokens.
    public init(_ table: EnsembleTable, documentWeights: [Double]) throws(EnsembleError) {
        guard documentWeights.count == table.documentTokens.count else {
            throw .weights(
                "there are \(documentWeights.count) document weights; expected one for each of "
                    + "\(table.documentTokens.count) documents")
        }
        if let wrong = documentWeights.firstIndex(where: { !($0 >= 0) || !$0.isFinite }) {
            throw .weights(
                "the weight of document \(wrong) is \(documentWeights[wrong]); expected a finite number, at least 0")
        }
        guard zip(documentWeights, table.documentTokens).contains(where: { $0 > 0 && $1 > 0 }) else {
            throw .empty("no document that has a weight has tokens")
        }
        self.table = table
        self.documentWeights = documentWeights
    }

    public var dimension: Int { table.modelCount }

    public func evaluate(_ weights: [Double]) throws -> ConvexValue {
        let (value, gradient) = try table.gradient(weights, documentWeights: documentWeights)
        return ConvexValue(value: value, gradient: gradient)
    }
}
