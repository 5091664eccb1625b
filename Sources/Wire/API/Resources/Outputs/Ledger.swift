public import Statistics
package import StrictJSON

/// What the answers of a pool have cost, and what training each candidate would have cost instead.
public struct LedgerResource: Codable, Hashable, Sendable {
    /// Work of one kind.
    public struct Entry: Codable, Hashable, Sendable {
        public var activity: CostLedger.Activity
        /// Training runs, evaluations or other jobs that have succeeded.
        public var count: Int
        /// Trained on, or read by a forward pass.
        public var tokens: Int
        /// Floating-point operations: 6·N·D of training, 2·N·D of scoring.
        public var flops: Double
        /// How long workers were at it, failed attempts too; work that a worker has in hand at once counts once.
        public var seconds: Double
    }

    /// Where the tokens of a candidate's training are from.
    public enum TokensSource: String, Codable, Hashable, Sendable, CaseIterable {
        /// The question said so.
        case given
        /// The mean of the pool's reference runs that were trained here.
        case referenceRuns = "reference_runs"
        /// The mean of the partition models that were trained here.
        case partitionModels = "partition_models"
    }

    /// Training every candidate instead.
    public struct Alternative: Codable, Hashable, Sendable {
        /// Mixtures of two partitions or more that have a score.
        public var candidates: Int
        public var tokensPerCandidate: Int
        public var tokensSource: TokensSource
        /// How many tokens.
        public var tokens: Int
        public var flops: Double
        /// At the speed of the training runs here; missing when none was made here.
        public var seconds: Double?
        /// Its FLOPs over those of `partition_training`, `log_probabilities` and `scoring`; missing when that was
        /// nothing.
        public var ratio: Double?
    }

    /// The pool's id.
    public var pool: String
    /// Whose scores and steps alone it is about, if it is one study's.
    public var study: String?
    /// Of one model.
    public var parameters: Int
    public var entries: [Entry]
    /// Missing when nothing says how many tokens a candidate would be trained on.
    public var alternative: Alternative?

    public init(pool: String, study: String? = nil, ledger: CostLedger, tokensSource: TokensSource?) {
        self.pool = pool
        self.study = study
        parameters = ledger.parameters
        entries = ledger.entries.map { entry in
            Entry(
                activity: entry.activity, count: entry.count, tokens: entry.tokens, flops: entry.operations,
                seconds: entry.seconds)
        }
        if let alternative = ledger.alternative, let tokensSource {
            self.alternative = Alternative(
                candidates: alternative.candidates, tokensPerCandidate: alternative.tokensPerCandidate,
                tokensSource: tokensSource, tokens: alternative.tokens, flops: alternative.operations,
                seconds: alternative.seconds, ratio: alternative.ratio)
        }
    }
}

extension LedgerResource: TableConvertible {
    public var tableRecords: [Entry] { entries }
}

extension LedgerResource.Entry: Annotated, SchemaNamed {
    package static var schemaName: String { "LedgerEntry" }

    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.flops: "6·N·D of training, 2·N·D of scoring"
        ])
    }
}

extension LedgerResource.Alternative: Annotated, SchemaNamed {
    package static var schemaName: String { "LedgerAlternative" }

    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.seconds: "at the speed of the training runs here",
            .ratio: "its FLOPs over those of partition_training, log_probabilities and scoring",
        ])
    }
}

extension LedgerResource: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.pool: .id(.pool),
            .study: .id(.study),
            .parameters: "of one model",
        ])
    }
}
