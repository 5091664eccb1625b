/// What the answers of a pool have cost, and what training each candidate would have cost instead.
///
/// Floating-point operations by the usual count for transformers (Kaplan et al., "Scaling Laws for Neural Language
/// Models", 2020): 6·N·D to train N parameters on D tokens, 2·N·D to score them. Merging parameters, and mixing cached
/// probabilities, are a few operations a parameter, or a token, and are not counted.
public struct CostLedger: Hashable, Sendable {
    /// What work was for.
    public enum Activity: String, Codable, Hashable, Sendable, CaseIterable {
        /// Training of the base model.
        case baseTraining = "base_training"
        /// Training of the partition models.
        case partitionTraining = "partition_training"
        /// Training of models on mixtures, to hold estimates against.
        case referenceTraining = "reference_training"
        /// Each model's log-probabilities of the evaluation sets' tokens, from which ensembles are mixed.
        case logProbabilities = "log_probabilities"
        /// Scoring of candidates and of models on their own.
        case scoring
        /// Everything else, such as measuring how far models have moved: time, and no tokens.
        case other
    }

    /// The time from the beginning of an attempt to its end, in seconds since any one moment.
    public struct Span: Hashable, Sendable {
        public let worker: String
        public let start: Double
        public let end: Double

        public init(worker: String, start: Double, end: Double) {
            self.worker = worker
            self.start = start
            self.end = end
        }
    }

    /// Work of one kind.
    public struct Entry: Hashable, Sendable {
        public let activity: Activity
        /// Training runs, evaluations or measurements that have succeeded.
        public let count: Int
        /// Trained on, or read by a forward pass.
        public let tokens: Int
        /// Floating-point operations.
        public let operations: Double
        /// How long workers were at it, failed attempts too.
        public let seconds: Double

        public init(activity: Activity, count: Int, tokens: Int, operations: Double, spans: [Span]) {
            self.activity = activity
            self.count = count
            self.tokens = tokens
            self.operations = operations
            seconds = CostLedger.busySeconds(spans)
        }
    }

    /// Training every candidate instead.
    public struct Alternative: Hashable, Sendable {
        /// Mixtures of two partitions or more that have a score: a single partition's model is trained in any case.
        public let candidates: Int
        /// What each would be trained on.
        public let tokensPerCandidate: Int
        public let tokens: Int
        public let operations: Double
        /// At the speed of the training runs here; `nil` when none was made here.
        public let seconds: Double?
        /// Its operations over those of the partition models' training and all scoring; `nil` when that was nothing.
        public let ratio: Double?
    }

    /// Parameters of one model: equal throughout a pool.
    public let parameters: Int
    /// In order of `Activity.allCases`.
    public let entries: [Entry]
    /// `nil` when nothing says how many tokens a candidate would be trained on.
    public let alternative: Alternative?

    /// - Parameters:
    ///   - parameters: of one model.
    ///   - entries: at most one for each activity.
    ///   - candidates: mixtures of two partitions or more that have a score.
    ///   - tokensPerCandidate: what each would be trained on; `nil` when nothing says so.
    public init(parameters: Int, entries: [Entry], candidates: Int, tokensPerCandidate: Int?) {
        self.parameters = parameters
        let known = Dictionary(entries.map { ($0.activity, $0) }) { first, _ in first }
        let all = Activity.allCases.map {
            known[$0] ?? Entry(activity: $0, count: 0, tokens: 0, operations: 0, spans: [])
        }
        self.entries = all
        alternative = tokensPerCandidate.map { tokens in
            let training = all.filter { [.baseTraining, .partitionTraining, .referenceTraining].contains($0.activity) }
            let spent = all.filter { [.partitionTraining, .logProbabilities, .scoring].contains($0.activity) }
                .reduce(0) { $0 + $1.operations }
            let total = tokens.multipliedReportingOverflow(by: candidates)
            let operations = Double(candidates) * Self.trainingOperations(parameters: parameters, tokens: tokens)
            let trained = training.reduce(0) { $0 + $1.tokens }
            let seconds = training.reduce(0) { $0 + $1.seconds }
            return Alternative(
                candidates: candidates, tokensPerCandidate: tokens, tokens: total.overflow ? .max : total.partialValue,
                operations: operations,
                seconds: trained > 0 ? Double(candidates) * Double(tokens) * seconds / Double(trained) : nil,
                ratio: spent > 0 ? operations / spent : nil)
        }
    }

    /// 6·N·D.
    public static func trainingOperations(parameters: Int, tokens: Int) -> Double {
        6 * Double(parameters) * Double(tokens)
    }

    /// 2·N·D for each forward pass over the tokens.
    public static func scoringOperations(parameters: Int, tokens: Int) -> Double {
        2 * Double(parameters) * Double(tokens)
    }

    /// How long workers were busy: work that one worker had in hand at once counts once.
    static func busySeconds(_ spans: [Span]) -> Double {
        var total = 0.0
        for (_, spans) in Dictionary(grouping: spans, by: \.worker).sorted(by: { $0.key < $1.key }) {
            var end = -Double.infinity
            for span in spans.sorted(by: { $0.start < $1.start }) where span.end > end {
                total += span.end - max(span.start, end)
                end = span.end
            }
        }
        return total
    }
}
