/// How well estimates agree with really trained models, beside the trivial predictors: per domain and macro, over all reference
/// runs, within each subset size, and over the mixtures that lack the domain's own partition.
///
/// All losses are bits per byte. (Keys are single words, so that the table reads the same under every key strategy.)
public struct FidelityTable: Codable, Hashable, Sendable {
    /// A reference run beside the estimate of the same mixture.
    public struct Point: Sendable {
        public let mixture: Mixture
        /// Score of the merged model.
        public let estimate: Score
        /// Score of the model that was really trained on the mixture.
        public let reference: Score

        public init(mixture: Mixture, estimate: Score, reference: Score) {
            self.mixture = mixture
            self.estimate = estimate
            self.reference = reference
        }
    }

    /// Which of the reference runs a group of correlations is over.
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
    }

    /// The correlations over one scope.
    public struct Group: Codable, Hashable, Sendable {
        public let scope: Scope
        /// Reference runs in the scope.
        public let points: Int
        /// In order of `Predictor.allCases`.
        public let entries: [Entry]

        /// The entry of a predictor.
        public subscript(predictor: Predictor) -> Correlation? {
            entries.first { $0.predictor == predictor }?.correlation
        }
    }

    /// How far the estimates' level is off, over all reference runs.
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
        public let level: Level?
        public let groups: [Group]

        /// The correlations over a scope.
        public subscript(scope: Scope) -> Group? {
            groups.first { $0.scope == scope }
        }
    }

    /// The number of reference runs that have an estimate.
    public let points: Int
    /// Domains in order of their names, then macro; empty without points.
    public let rows: [Row]
}

extension FidelityTable {
    /// - Parameters:
    ///   - points: Reference runs with the estimates of their mixtures; scores over the same evaluation set.
    ///   - singles: The score of each partition model on its own, by partition name; a missing one leaves the weighted mean undefined.
    ///   - partitions: The pool's partitions: a domain of the same name has that as its own partition.
    public init(points: [Point], singles: [String: Score], partitions: Set<String>) {
        self.points = points.count
        let domains = Set(points.flatMap { $0.reference.domains.map(\.domain) }).sorted()
        let own = domains.filter(partitions.contains)
        let subjects: [FidelitySubject] =
            domains.map { .domain($0, own: partitions.contains($0) ? $0 : nil) } + [.macro(own: own)]
        self.rows = points.isEmpty ? [] : subjects.map { Row(subject: $0, points: points, singles: singles) }
    }
}

extension FidelityTable.Row {
    init(subject: FidelitySubject, points: [FidelityTable.Point], singles: [String: Score]) {
        name = subject.name
        if case .macro = subject { macro = true } else { macro = false }
        own = subject.ownPartition
        level = FidelityTable.Level(of: points, subject: subject)
        let sizes = Set(points.map(\.mixture.size)).sorted()
        var scopes: [FidelityTable.Scope] = [.all] + sizes.map { .size($0) }
        if subject.ownPartition != nil { scopes.append(.lacking) }
        groups = scopes.map { scope in
            let members = points.filter { scope.holds($0.mixture, subject: subject) }
            return FidelityTable.Group(
                scope: scope, points: members.count,
                entries: Predictor.allCases.map { predictor in
                    FidelityTable.Entry(
                        predictor: predictor,
                        correlation: predictor.correlation(over: members, singles: singles, subject: subject))
                })
        }
    }
}

extension FidelityTable.Scope {
    /// What it is called in a table.
    public var title: String {
        switch self {
        case .all: "all"
        case .size(let size): "size \(size)"
        case .lacking: "without its own"
        }
    }

    fileprivate func holds(_ mixture: Mixture, subject: FidelitySubject) -> Bool {
        switch self {
        case .all: return true
        case .size(let size): return mixture.size == size
        case .lacking:
            guard let own = subject.ownPartition else { return false }
            return mixture[own] == 0
        }
    }

    // Spelled as one string, `all`, `size-2`, `lacking`, rather than as the compiler's nested objects.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        if text == "all" {
            self = .all
        } else if text == "lacking" {
            self = .lacking
        } else if text.hasPrefix("size-"), let size = Int(text.dropFirst(5)) {
            self = .size(size)
        } else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "scope is \"\(text)\"; expected all, size-N or lacking")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .all: try container.encode("all")
        case .size(let size): try container.encode("size-\(size)")
        case .lacking: try container.encode("lacking")
        }
    }
}

extension FidelityTable.Level {
    /// `nil` unless every point has both scores of the subject.
    fileprivate init?(of points: [FidelityTable.Point], subject: FidelitySubject) {
        let pairs = points.compactMap { point -> (Double, Double)? in
            guard let estimate = subject.bitsPerByte(of: point.estimate),
                let reference = subject.bitsPerByte(of: point.reference)
            else { return nil }
            return (estimate, reference)
        }
        guard !pairs.isEmpty, pairs.count == points.count else { return nil }
        let count = Double(pairs.count)
        estimated = pairs.reduce(0) { $0 + $1.0 } / count
        reference = pairs.reduce(0) { $0 + $1.1 } / count
        bias = pairs.reduce(0) { $0 + ($1.0 - $1.1) } / count
    }
}

extension Predictor {
    /// Agreement of the predictions with the references over the points given.
    fileprivate func correlation(
        over points: [FidelityTable.Point], singles: [String: Score], subject: FidelitySubject
    ) -> Correlation {
        var pairs: [(predicted: Double, found: Double)] = []
        for point in points {
            guard let found = subject.bitsPerByte(of: point.reference) else {
                return Correlation(undefined: "a reference run has no score of this domain")
            }
            guard
                let predicted = value(
                    for: point.mixture, estimate: point.estimate, singles: singles, subject: subject)
            else { return Correlation(undefined: whyMissing) }
            pairs.append((predicted, found))
        }
        return Correlation(of: pairs)
    }

    private var whyMissing: String {
        switch self {
        case .merge: "an estimate has no score of this domain"
        case .ownPartition, .ownShare: "no partition of the pool is this domain's own"
        case .subsetSize: "no mixture"
        case .weightedMean: "a partition model has not been scored on its own"
        }
    }
}
