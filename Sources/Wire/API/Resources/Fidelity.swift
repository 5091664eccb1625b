public import Mixtures
public import Statistics
package import StrictJSON

/// A reference run that is not in a fidelity table yet, and why.
public struct FidelityGap: Codable, Hashable, Sendable {
    /// The reference run's id.
    public var referenceRun: String
    /// Whether the merged models of its mixture have no score on the evaluation set.
    public var needsEstimate: Bool
    /// Whether the trained model has no score on the evaluation set.
    public var needsReference: Bool

    public init(referenceRun: String, needsEstimate: Bool, needsReference: Bool) {
        self.referenceRun = referenceRun
        self.needsEstimate = needsEstimate
        self.needsReference = needsReference
    }
}

/// How a reference run of a fidelity table was trained.
public struct FidelityReference: Codable, Hashable, Sendable {
    /// The reference run's id.
    public var referenceRun: String
    /// Partition name → weight.
    public var mixture: [String: Double]
    /// How it was trained, as far as is known.
    public var training: ReferenceTraining
    /// How often each partition's tokens were seen; missing where the tokens trained on are not known.
    public var repetitions: [String: Double]?

    public init(
        referenceRun: String, mixture: [String: Double], training: ReferenceTraining,
        repetitions: [String: Double]?
    ) {
        self.referenceRun = referenceRun
        self.mixture = mixture
        self.training = training
        self.repetitions = repetitions
    }
}

/// What `GET /v1/pools/{id}/fidelity?evaluation_set=…` answers: how well estimates agree with reference runs.
public struct FidelityResource: Codable, Hashable, Sendable {
    /// The pool's id.
    public var pool: String
    /// The evaluation set's id.
    public var evaluationSet: String
    /// The figures, domain by domain and macro.
    public var table: FidelityTable
    /// Reference runs that are not in the table.
    public var gaps: [FidelityGap]
    /// Reference runs in the table whose mixtures have no ensemble score.
    public var withoutEnsemble: [String]
    /// The reference runs in the table, oldest first.
    public var references: [FidelityReference]
    /// What those have in common.
    public var comparability: ReferenceComparability
    /// What makes the figures doubtful.
    public var warnings: [ValidityWarning]

    public init(
        pool: String, evaluationSet: String, table: FidelityTable, gaps: [FidelityGap],
        withoutEnsemble: [String],
        references: [FidelityReference], comparability: ReferenceComparability,
        warnings: [ValidityWarning]
    ) {
        self.pool = pool
        self.evaluationSet = evaluationSet
        self.table = table
        self.gaps = gaps
        self.withoutEnsemble = withoutEnsemble
        self.references = references
        self.comparability = comparability
        self.warnings = warnings
    }
}

extension FidelityResource: TableConvertible {
    /// One predictor's agreement with the reference runs, of one domain, or macro, over one scope.
    public struct Record: Codable, Hashable, Sendable {
        /// What people call it.
        public var name: String
        /// True for the mean over domains.
        public var macro: Bool
        /// The domain's own partition; missing where none was trained.
        public var own: String?
        /// Over which mixtures.
        public var scope: FidelityTable.Scope
        /// Mixtures in the scope.
        public var points: Int
        /// The largest Pearson's r that noise allows.
        public var ceiling: Double?
        /// The largest Spearman's rho that noise allows.
        public var rankceiling: Double?
        /// What the estimate is made from.
        public var predictor: Predictor
        public var correlation: Correlation
        public var agreement: Agreement
    }

    public var tableRecords: [Record] {
        table.rows.flatMap { row in
            row.groups.flatMap { group in
                group.entries.map { entry in
                    Record(
                        name: row.name, macro: row.macro, own: row.own, scope: group.scope,
                        points: group.points,
                        ceiling: group.ceiling, rankceiling: group.rankceiling, predictor: entry.predictor,
                        correlation: entry.correlation, agreement: entry.agreement)
                }
            }
        }
    }
}

extension FidelityGap: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.referenceRun: .id(.referenceRun)
        ])
    }
}

extension FidelityReference: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.referenceRun: .id(.referenceRun),
            .mixture: .weights(),
        ])
    }
}

extension FidelityResource: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.pool: .id(.pool),
            .evaluationSet: .id(.evaluationSet),
            .withoutEnsemble: .ids(.referenceRun),
        ])
    }
}
