public import Mixtures

/// How well estimates agree with really trained models, beside the trivial predictors: per domain and macro, over all
/// mixtures with a reference run, within each subset size, and over the mixtures that lack the domain's own partition.
///
/// The unit is the mixture: several reference runs of one mixture are one point, their mean. All losses are bits per
/// byte. (Keys are single words, so that the table reads the same under every key strategy.)
public struct FidelityTable: Codable, Hashable, Sendable {
    /// The reference runs of a mixture beside its estimates.
    public struct Point: Sendable {
        public let mixture: Mixture
        /// Score of the merged model.
        public let merge: Score?
        /// Score of the mixed probabilities.
        public let ensemble: Score?
        /// Scores of the models that were really trained on the mixture in one way, each a run of its own; not empty.
        public let references: [Score]

        public init(mixture: Mixture, merge: Score?, ensemble: Score? = nil, references: [Score]) {
            self.mixture = mixture
            self.merge = merge
            self.ensemble = ensemble
            self.references = references
        }
    }

    /// Which of the mixtures a group of figures is over.
    public enum Scope: Codable, Hashable, Sendable {
        case all
        /// Mixtures of this many partitions.
        case size(Int)
        /// Mixtures without the domain's own partition.
        case lacking
    }

    /// One predictor's agreement with the reference runs.
    public struct Entry: Codable, Hashable, Sendable {
        public let predictor: Predictor
        public let correlation: Correlation
        /// What else there is to know of the order, with intervals.
        public let agreement: Agreement
    }

    /// The figures over one scope.
    public struct Group: Codable, Hashable, Sendable {
        public let scope: Scope
        /// Mixtures in the scope.
        public let points: Int
        /// The largest Pearson's r that run-to-run noise lets a perfect predictor reach; `nil` where the noise is not
        /// known.
        public let ceiling: Double?
        /// The largest Spearman's rho likewise, where losses are spread normally; `nil` where the noise is not known.
        public let rankceiling: Double?
        /// In order of `Predictor.allCases`.
        public let entries: [Entry]

        /// The correlation of a predictor.
        public subscript(predictor: Predictor) -> Correlation? {
            entry(predictor)?.correlation
        }

        /// The entry of a predictor.
        public func entry(_ predictor: Predictor) -> Entry? {
            entries.first { $0.predictor == predictor }
        }
    }

    /// How far the estimates' level is off, over all mixtures.
    public struct Level: Codable, Hashable, Sendable {
        /// Mean of the estimates, bits per byte.
        public let estimated: Double
        /// Mean of the references, bits per byte.
        public let reference: Double
        /// Mean of estimate − reference: above 0 when merged models score worse than trained ones.
        public let bias: Double
    }

    /// One domain, or macro.
    public struct Row: Codable, Hashable, Sendable {
        /// The domain's name; `macro` for the mean over domains.
        public let name: String
        /// True for the mean over domains: a domain may be called `macro` too.
        public let macro: Bool
        /// The domain's own partition; `nil` when none was trained, and for macro.
        public let own: String?
        /// Of the merge.
        public let level: Level?
        /// The level of the ensemble.
        public let ensemble: Level?
        /// What runs of one mixture differ by; `nil` unless two mixtures or more have three runs or more each.
        public let noise: RunNoise?
        /// From merge and ensemble by every method, then from both together.
        public let calibrations: [Calibration]
        /// How merge and ensemble order the mixtures differently; `nil` unless each mixture has both scores.
        public let disagreement: EstimatorDisagreement?
        public let groups: [Group]

        /// The figures over a scope.
        public subscript(scope: Scope) -> Group? {
            groups.first { $0.scope == scope }
        }

        /// The calibration of an estimator by a method.
        public func calibration(_ predictor: Predictor, _ method: Calibration.Method) -> Calibration? {
            calibrations.first { $0.predictor == predictor && $0.method == method }
        }
    }

    /// Mixtures that have an estimate and a reference run.
    public let points: Int
    /// Their reference runs.
    public let runs: Int
    /// Bootstrap resamples behind each interval, and the seed that they were drawn from.
    public let resamples: Int
    public let seed: UInt64
    /// Domains in order of their names, then macro; empty without points.
    public let rows: [Row]

    /// Bootstrap resamples where no other number is asked for.
    public static let usualResamples = 1_000
}

extension FidelityTable {
    /// - Parameters:
    ///   - points: Mixtures with their estimates and reference runs; scores over the same evaluation set.
    ///   - singles: The score of each partition model on its own, by partition name; a missing one leaves the weighted
    ///     mean undefined.
    ///   - partitions: The pool's partitions: a domain of the same name has that as its own partition.
    ///   - resamples: Bootstrap resamples over the mixtures, for the intervals.
    public init(
        points: [Point], singles: [String: Score], partitions: Set<String>, resamples: Int = usualResamples,
        seed: UInt64 = 0
    ) {
        let points = points.filter { !$0.references.isEmpty }
        self.points = points.count
        self.resamples = resamples
        self.seed = seed
        runs = points.reduce(0) { $0 + $1.references.count }
        let domains = Set(points.flatMap(\.references).flatMap { $0.domains.map(\.domain) }).sorted()
        let own = domains.filter(partitions.contains)
        let subjects: [FidelitySubject] =
            domains.map { .domain($0, own: partitions.contains($0) ? $0 : nil) } + [.macro(own: own)]
        let drawing = Drawing(resamples: resamples, seed: seed)
        rows =
            points.isEmpty ? [] : subjects.map { Row(subject: $0, points: points, singles: singles, drawing: drawing) }
    }

    /// How resamples are drawn.
    struct Drawing: Sendable {
        let resamples: Int
        let seed: UInt64
    }

    /// The row of a domain, or of macro.
    public func row(_ name: String?) -> Row? {
        rows.first { $0.macro == (name == nil) && (name == nil || $0.name == name) }
    }
}
