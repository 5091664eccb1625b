import API
import Foundation
import Hashing
import Mixtures
import Statistics
import Storage

/// What an evaluation scores, as it is kept with it: enough to make its key and its task again.
///
/// Fields that versions before this one did not write are optional, and missing means what those versions did.
struct StoredCandidate: Codable, Hashable, Sendable {
    /// One model of the merge.
    struct Member: Codable, Hashable, Sendable {
        /// A checkpoint with that content.
        let checkpoint: Identifier
        let hash: String
        let weight: Double
    }

    /// Something that a checkpoint holds, and what identifies it.
    struct Source: Codable, Hashable, Sendable {
        let checkpoint: Identifier
        let hash: String
    }

    /// The protocol that this version scores by.
    static let scoringProtocol = "rolling-1"

    /// Partition name → weight; `nil` for a model on its own.
    let mixture: [String: Double]?
    /// In the order in which they are added: by hash.
    let members: [Member]
    let estimator: Estimator
    let method: MergeMethod
    /// The method's parameters, layer groups by partition name; `nil` when the method has none.
    let parameters: MergeParameters?
    /// The layer groups by checkpoint hash.
    let layers: [LayerGroup]?
    /// The base model, when the method uses it.
    let base: Source?
    let precision: Precision
    let context: Int
    /// `bytes` or `checkpoint`.
    let tokenizer: String
    /// The base's tokenizer, where it is not bytes.
    let tokenizerSource: Source?
    let scoringProtocol: String
    /// Which documents of the set are scored; `nil` for all.
    var part: DocumentPart?

    /// A merge of partition models.
    ///
    /// - Parameter models: partition models by partition name.
    /// - Throws: `MixtureError` if a partition with a weight has no model.
    init(
        _ candidate: Candidate, models: [String: CheckpointRecord], base: CheckpointRecord, context: Int,
        tokenizer: Source?
    ) throws(MixtureError) {
        let hashes = models.mapValues(\.hash.hex)
        // Several checkpoints may hold the same: the one of the least id stands for all.
        let ids = Dictionary(models.values.map { ($0.hash.hex, $0.id) }, uniquingKeysWith: min)
        members = try candidate.members(checkpoints: hashes).compactMap { member in
            ids[member.checkpoint].map { Member(checkpoint: $0, hash: member.checkpoint, weight: member.weight) }
        }
        let recipe = candidate.recipe
        mixture = candidate.mixture.weights
        method = recipe.method
        parameters = recipe.method.parameters.isEmpty ? nil : recipe.parameters
        layers = candidate.recipe(checkpoints: hashes).parameters.layers
        self.base = recipe.usesBase ? Source(checkpoint: base.id, hash: base.hash.hex) : nil
        estimator = candidate.estimator
        precision = candidate.precision
        self.context = context
        self.tokenizer = (tokenizer == nil ? TokenizerName.bytes : .checkpoint).rawValue
        tokenizerSource = tokenizer
        scoringProtocol = Self.scoringProtocol
    }

    /// A model on its own.
    init(_ model: CheckpointRecord, estimator: Estimator, precision: Precision, context: Int, tokenizer: Source?) {
        mixture = nil
        members = [Member(checkpoint: model.id, hash: model.hash.hex, weight: 1)]
        method = .linear
        parameters = nil
        layers = nil
        base = nil
        self.estimator = estimator
        self.precision = precision
        self.context = context
        self.tokenizer = (tokenizer == nil ? TokenizerName.bytes : .checkpoint).rawValue
        tokenizerSource = tokenizer
        scoringProtocol = Self.scoringProtocol
    }

    /// One of the members as a model on its own, asked in the same way.
    func single(_ member: Member) -> StoredCandidate {
        StoredCandidate(of: self, member: member, estimator: estimator)
    }

    /// A model on its own, as it is scored without an ensemble.
    var asMerge: StoredCandidate {
        members.first.map { StoredCandidate(of: self, member: $0, estimator: .merge) } ?? self
    }

    private init(of other: StoredCandidate, member: Member, estimator: Estimator) {
        mixture = nil
        members = [Member(checkpoint: member.checkpoint, hash: member.hash, weight: 1)]
        method = .linear
        parameters = nil
        layers = nil
        base = nil
        self.estimator = estimator
        precision = other.precision
        context = other.context
        tokenizer = other.tokenizer
        tokenizerSource = other.tokenizerSource
        scoringProtocol = other.scoringProtocol
    }

    /// The recipe that is run: layer groups by checkpoint hash.
    var recipe: MergeRecipe {
        get throws {
            var run = parameters ?? MergeParameters()
            run.layers = layers
            return try MergeRecipe(method, parameters: run)
        }
    }

    /// What identifies the tokenizer.
    var tokenizerHash: String { tokenizerSource?.hash ?? PoolTokenizer.bytes.hash }

    /// The key of this candidate on an evaluation set: equal keys have equal scores.
    func key(on set: EvaluationSetRecord) throws -> SHA256Digest {
        let key = EvaluationKey(
            members: members.map { Candidate.Member(checkpoint: $0.hash, weight: $0.weight) }, recipe: try recipe,
            base: base?.hash, tokenizer: tokenizerHash, estimator: estimator, precision: precision,
            context: context, scoringProtocol: scoringProtocol, documents: set.documentsHash.hex, part: part)
        return SHA256.hash(key.material)
    }

    var data: Data {
        get throws { try StoredJSON.encode(self) }
    }

    /// Reads what ``data`` wrote.
    init(_ data: Data) throws {
        self = try StoredJSON.decode(StoredCandidate.self, from: data)
    }
}
