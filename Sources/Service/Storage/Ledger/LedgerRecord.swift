/// The work that stands behind a pool's answers.
public struct LedgerRecord: Hashable, Sendable {
    /// From the beginning of an attempt to its end.
    public struct Span: Hashable, Sendable {
        /// Who worked.
        public var worker: Identifier
        /// When the worker leased the job.
        public var start: Timestamp
        public var end: Timestamp

        public init(worker: Identifier, start: Timestamp, end: Timestamp) {
            self.worker = worker
            self.start = start
            self.end = end
        }
    }

    /// Work of one kind.
    public struct Work: Hashable, Sendable {
        /// What has succeeded.
        public var count: Int
        /// Trained on, or read by a forward pass.
        public var tokens: Int
        /// Every attempt that has ended, well or not.
        public var spans: [Span]

        public init(count: Int, tokens: Int, spans: [Span]) {
            self.count = count
            self.tokens = tokens
            self.spans = spans
        }
    }

    /// Training the base model.
    public var baseTraining: Work
    /// Continuing the base on each partition.
    public var partitionTraining: Work
    /// Training models on mixtures, which estimates are held against.
    public var referenceTraining: Work
    /// Each model's log-probabilities, from which ensembles are mixed.
    public var logProbabilities: Work
    /// Scoring merges and single models.
    public var scoring: Work
    /// Validity, contamination, and what studies compute.
    public var other: Work
    /// Mixtures of two models or more that have a score.
    public var candidates: Int
}
