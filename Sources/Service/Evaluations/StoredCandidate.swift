import Foundation
import Hashing
import Mixtures
import Storage
import Tokenizers

/// What an evaluation scores, as it is kept with it: enough to make its key and its task again.
struct StoredCandidate: Codable, Hashable, Sendable {
    /// One model of the merge.
    struct Member: Codable, Hashable, Sendable {
        /// A checkpoint with that content.
        let checkpoint: Identifier
        let hash: String
        let weight: Double
    }

    /// The protocol that this version scores by.
    static let scoringProtocol = "rolling-1"

    /// Partition name → weight; `nil` for a model on its own.
    let mixture: [String: Double]?
    /// In the order in which they are added: by hash.
    let members: [Member]
    let estimator: Estimator
    let method: MergeMethod
    let precision: Precision
    let context: Int
    let tokenizer: String
    let scoringProtocol: String

    init(
        mixture: Mixture?, models: [(checkpoint: CheckpointRecord, weight: Double)], estimator: Estimator,
        method: MergeMethod, precision: Precision, context: Int, tokenizer: String
    ) {
        self.mixture = mixture?.weights
        members = models.filter { $0.weight > 0 }
            .map { Member(checkpoint: $0.checkpoint.id, hash: $0.checkpoint.hash.hex, weight: $0.weight) }
            .sorted { ($0.hash, $0.weight, $0.checkpoint) < ($1.hash, $1.weight, $1.checkpoint) }
        self.estimator = estimator
        self.method = method
        self.precision = precision
        self.context = context
        self.tokenizer = tokenizer
        scoringProtocol = Self.scoringProtocol
    }

    /// The key of this candidate on an evaluation set: equal keys have equal scores.
    func key(on set: EvaluationSetRecord) -> SHA256Digest {
        let key = EvaluationKey(
            members: members.map { Candidate.Member(checkpoint: $0.hash, weight: $0.weight) },
            tokenizer: ByteTokenizer().hash, estimator: estimator, method: method, precision: precision,
            context: context, scoringProtocol: scoringProtocol, documents: set.documentsHash.hex)
        return SHA256.hash(key.material)
    }

    var data: Data {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys]
            return try encoder.encode(self)
        }
    }

    /// Reads what ``data`` wrote.
    init(_ data: Data) throws {
        self = try JSONDecoder().decode(StoredCandidate.self, from: data)
    }
}
