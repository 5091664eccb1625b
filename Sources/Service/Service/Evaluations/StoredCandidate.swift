import API
import Foundation
import Hashing
import Mixtures
import Statistics
import Storage

/// What an evaluation scores, as it is kept with it: enough to make its key and its task again.
@dynamicMemberLookup
struct StoredCandidate: Hashable, Sendable {
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

    /// Partition name → weight; `nil` for a model on its own.
    private(set) var mixture: [String: Double]?
    /// In the order in which they are added: by hash.
    private(set) var members: [Member]
    /// The recipe's layer groups by checkpoint hash.
    private var layers: [LayerGroup]?
    /// The base model, when the method uses it.
    private(set) var base: Source?
    /// The base's tokenizer, where it is not bytes.
    private(set) var tokenizerSource: Source?
    /// How it is scored, layer groups by partition name.
    var way: ScoringWay

    /// A merge of partition models.
    ///
    /// - Parameters:
    ///   - models: partition models by partition name.
    ///   - way: layer groups by partition name.
    /// - Throws: `MixtureError` if a partition with a weight has no model.
    init(
        _ mixture: Mixture, way: ScoringWay, models: [String: CheckpointRecord], base: CheckpointRecord,
        tokenizer: Source?
    ) throws(MixtureError) {
        let candidate = Candidate(mixture: mixture, recipe: way.recipe)
        let hashes = models.mapValues(\.hash.hex)
        // Several checkpoints may hold the same: the one of the least id stands for all.
        let ids = Dictionary(models.values.map { ($0.hash.hex, $0.id) }, uniquingKeysWith: min)
        members = try candidate.members(checkpoints: hashes).compactMap { member in
            ids[member.checkpoint].map { Member(checkpoint: $0, hash: member.checkpoint, weight: member.weight) }
        }
        self.mixture = mixture.weights
        layers = candidate.recipe(checkpoints: hashes).parameters.layers
        self.base = way.recipe.usesBase ? Source(checkpoint: base.id, hash: base.hash.hex) : nil
        tokenizerSource = tokenizer
        self.way = way
    }

    /// A model on its own.
    init(_ model: CheckpointRecord, way: ScoringWay, tokenizer: Source?) {
        members = [Member(checkpoint: model.id, hash: model.hash.hex, weight: 1)]
        tokenizerSource = tokenizer
        self.way = way.ofOneModel
    }

    /// The same candidate in the names of a pool of the same models; `nil` if the pool lacks one of them.
    ///
    /// Where several partitions of the pool have models of the same content, and the candidate's own names are not the
    /// pool's, the first of them in order of name stands for all: the merge is the same.
    func named(in pool: PoolView) throws -> StoredCandidate? {
        var named = self
        if let base {
            guard base.hash == pool.base.hash.hex else { return nil }
            named.base = Source(checkpoint: pool.base.id, hash: base.hash)
        }
        if let source = tokenizerSource, source.hash == pool.tokenizer?.hash { named.tokenizerSource = pool.tokenizer }
        let ids = Dictionary(pool.models.values.map { ($0.hash.hex, $0.id) }, uniquingKeysWith: min)
        named.members = members.map { member in
            Member(checkpoint: ids[member.hash] ?? member.checkpoint, hash: member.hash, weight: member.weight)
        }
        guard let mixture, !isNamed(mixture, in: pool) else { return named }
        let names = Dictionary(pool.models.map { ($0.value.hash.hex, $0.key) }, uniquingKeysWith: min)
        guard members.allSatisfy({ names[$0.hash] != nil }) else { return nil }
        named.mixture = Dictionary(
            members.filter { $0.weight > 0 }.map { (names[$0.hash] ?? $0.hash, $0.weight) }, uniquingKeysWith: +)
        if layers != nil { named.way.recipe = try run.recipe.renamingMembers { names[$0] ?? $0 } }
        return named
    }

    /// Whether the names of a mixture are a pool's, with the models that are merged.
    private func isNamed(_ mixture: [String: Double], in pool: PoolView) -> Bool {
        let weighted = mixture.filter { $0.value > 0 }
        let hashes = Set(members.map(\.hash))
        guard
            (Array(weighted.keys) + way.recipe.layerSupport).allSatisfy({ name in
                pool.models[name].map { hashes.contains($0.hash.hex) } ?? false
            })
        else { return false }
        let sums = Dictionary(weighted.map { (pool.models[$0]?.hash.hex, $1) }, uniquingKeysWith: +)
        let merged = Dictionary(members.map { ($0.hash, $0.weight) }, uniquingKeysWith: +)
        return merged.allSatisfy { abs((sums[$0.key] ?? 0) - $0.value) <= 1e-12 }
    }

    /// One of the members as a model on its own, asked in the same way about all documents.
    func single(_ member: Member) -> StoredCandidate {
        var single = self
        single.mixture = nil
        single.members = [Member(checkpoint: member.checkpoint, hash: member.hash, weight: 1)]
        single.layers = nil
        single.base = nil
        single.way = way.ofOneModel
        return single
    }

    /// A model on its own, as it is scored without an ensemble.
    var asMerge: StoredCandidate {
        guard let model = members.first else { return self }
        var merge = single(model)
        merge.way.estimator = .merge
        return merge
    }

    /// The way that is run: layer groups by checkpoint hash.
    var run: ScoringWay {
        get throws {
            var (run, parameters) = (way, way.recipe.parameters)
            parameters.layers = layers
            run.recipe = try MergeRecipe(way.method, parameters: parameters)
            return run
        }
    }

    /// What identifies the tokenizer.
    var tokenizerHash: String { tokenizerSource?.hash ?? PoolTokenizer.bytes.hash }

    /// The key of this candidate on an evaluation set: equal keys have equal scores.
    func key(on set: EvaluationSetRecord) throws -> SHA256Digest {
        let key = EvaluationKey(
            members: members.map { Candidate.Member(checkpoint: $0.hash, weight: $0.weight) }, base: base?.hash,
            tokenizer: tokenizerHash, documents: set.documentsHash.hex, way: try run)
        return SHA256.hash(key.material)
    }

    subscript<Value>(dynamicMember path: KeyPath<ScoringWay, Value>) -> Value { way[keyPath: path] }

    var data: Data {
        get throws { try StoredJSON.encode(self) }
    }

    /// Reads what ``data`` wrote.
    init(_ data: Data) throws {
        self = try StoredJSON.decode(StoredCandidate.self, from: data)
    }
}

/// Fields that versions before this one did not write are optional, and missing means what those versions did.
extension StoredCandidate: Codable {
    private enum CodingKeys: String, CodingKey {
        case mixture, members, layers, base, tokenizer, tokenizerSource
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        mixture = try container.decodeIfPresent([String: Double].self, forKey: .mixture)
        members = try container.decode([Member].self, forKey: .members)
        layers = try container.decodeIfPresent([LayerGroup].self, forKey: .layers)
        base = try container.decodeIfPresent(Source.self, forKey: .base)
        tokenizerSource = try container.decodeIfPresent(Source.self, forKey: .tokenizerSource)
        way = try ScoringWay(from: decoder, as: .stored)
    }

    func encode(to encoder: any Encoder) throws {
        try way.encode(to: encoder, as: .stored)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(mixture, forKey: .mixture)
        try container.encode(members, forKey: .members)
        try container.encodeIfPresent(layers, forKey: .layers)
        try container.encodeIfPresent(base, forKey: .base)
        try container.encode(tokenizerSource == nil ? TokenizerName.bytes : .checkpoint, forKey: .tokenizer)
        try container.encodeIfPresent(tokenizerSource, forKey: .tokenizerSource)
    }
}
