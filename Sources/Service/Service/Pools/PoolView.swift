import API
import Mixtures
import Storage

/// A pool with the records that it refers to.
struct PoolView: Sendable {
    let record: PoolRecord
    let base: CheckpointRecord
    /// Partition models by partition name.
    let models: [String: CheckpointRecord]
    let corpus: String

    /// Reads a pool; `nil` if there is none of that id.
    init?(_ id: Identifier, in transaction: Transaction) throws {
        guard let record = try transaction.pool(id) else { return nil }
        try self.init(record, in: transaction)
    }

    init(_ record: PoolRecord, in transaction: Transaction) throws {
        self.record = record
        base = try transaction.existingCheckpoint(record.base)
        var models: [String: CheckpointRecord] = [:]
        for member in record.members { models[member.name] = try transaction.existingCheckpoint(member.checkpoint) }
        self.models = models
        corpus = try PoolView.corpus(of: record, in: transaction)
    }

    /// The partitions that new questions may give a weight: those that are not retired.
    var partitionNames: Set<String> { Set(record.members.filter { $0.retiredAt == nil }.map(\.name)) }

    /// The partitions that new questions may give a weight, with their labels and tokens.
    ///
    /// - Parameter moment: those that questions of then might; now when `nil`.
    func partitions(asOf moment: Storage.Timestamp? = nil, in transaction: Transaction) throws -> [Weighting.Partition]
    {
        let members = record.members.filter { member in
            member.retiredAt.map { retired in moment.map { retired >= $0 } ?? false } ?? true
        }
        return try members.map { member in
            guard let partition = try transaction.partition(member.partition) else {
                throw StorageError(
                    .corrupted, subject: "pool \(record.id)", message: "lacks partition \(member.partition)")
            }
            return Weighting.Partition(name: member.name, labels: partition.labels, tokens: member.tokens)
        }
    }

    var tokenizerName: TokenizerName {
        get throws {
            guard let name = TokenizerName(rawValue: record.tokenizer) else {
                throw WordMismatch(word: record.tokenizer, type: "TokenizerName")
            }
            return name
        }
    }

    /// The base's tokenizer, where the pool does not read bytes.
    var tokenizer: StoredCandidate.Source? {
        guard record.tokenizer == TokenizerName.checkpoint.rawValue else { return nil }
        return StoredCandidate.Source(checkpoint: base.id, hash: record.tokenizerHash)
    }

    /// The corpus of a pool's partitions.
    static func corpus(of record: PoolRecord, in transaction: Transaction) throws -> String {
        guard let member = record.members.first else { return "default" }
        guard let partition = try transaction.partition(member.partition) else {
            throw StorageError(.corrupted, subject: "pool \(record.id)", message: "lacks partition \(member.partition)")
        }
        return partition.corpus
    }

    /// A merge of the pool's partition models.
    ///
    /// - Throws: `MixtureError` if a partition with a weight is none of the pool.
    func candidate(
        _ mixture: Mixture, recipe: MergeRecipe = .linear, estimator: Estimator = .merge,
        _ options: ScoringOptions = ScoringOptions()
    ) throws(MixtureError) -> StoredCandidate {
        let way = ScoringWay(recipe: recipe, estimator: estimator, options, ownContext: base.context)
        return try StoredCandidate(mixture, way: way, models: models, base: base, tokenizer: tokenizer)
    }

    /// A model on its own.
    func candidate(
        _ checkpoint: CheckpointRecord, estimator: Estimator = .merge, _ options: ScoringOptions = ScoringOptions()
    ) -> StoredCandidate {
        let way = ScoringWay(estimator: estimator, options, ownContext: checkpoint.context)
        return StoredCandidate(checkpoint, way: way, tokenizer: tokenizer)
    }
}

extension Transaction {
    /// A checkpoint that another record refers to.
    func existingCheckpoint(_ id: Identifier) throws -> CheckpointRecord {
        guard let record = try checkpoint(id) else {
            throw StorageError(.corrupted, subject: "checkpoint \(id)", message: "is referred to and is not there")
        }
        return record
    }

    /// The checkpoint of a reference run; `nil` while its training run has none, and where only scores were brought.
    func checkpoint(of run: ReferenceRunRecord) throws -> CheckpointRecord? {
        switch run.model {
        case .checkpoint(let id):
            return try existingCheckpoint(id)
        case .scores:
            return nil
        case .trainingRun(let id):
            guard let checkpoint = try trainingRun(id)?.checkpoint else { return nil }
            return try existingCheckpoint(checkpoint)
        }
    }
}
