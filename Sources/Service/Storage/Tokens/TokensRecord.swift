public import Hashing

/// The negative log-likelihood of every token of an evaluation, which somebody asked for.
public struct TokensRecord: Hashable, Sendable {
    /// What a worker found.
    public struct Result: Hashable, Sendable {
        /// One line of JSON for each document.
        public var blob: SHA256Digest
        /// The processor path and library versions that gave these bits.
        public var kernelPath: String

        public init(blob: SHA256Digest, kernelPath: String) {
            self.blob = blob
            self.kernelPath = kernelPath
        }
    }

    public var evaluation: Identifier
    /// The evaluation's own job, or another that scores it again for its tokens alone.
    public var job: Identifier
    public var result: Result?

    public init(evaluation: Identifier, job: Identifier, result: Result? = nil) {
        self.evaluation = evaluation
        self.job = job
        self.result = result
    }
}
