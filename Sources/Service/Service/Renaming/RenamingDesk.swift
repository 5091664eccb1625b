import API
import Storage

/// Gives records other names, and evaluations other labels.
struct RenamingDesk: Sendable {
    let store: Store
    let trainingRuns: TrainingRunDesk
    let studies: StudyDesk

    /// Evaluations that one transaction relabels at most.
    static let piece = 1_000
}

extension RenamingDesk {
    /// Gives a record another name; pools keep what they call their partitions.
    func rename(_ id: Identifier, to name: String, in transaction: Transaction) throws {
        guard let old = try transaction.name(of: id) else {
            throw try Problem.notFound(id.kind, id.text, in: transaction)
        }
        guard old != name else { return }
        let corpus = try id.kind == .partition ? transaction.partition(id)?.corpus : nil
        do { try transaction.rename(id, to: name) } catch let error as StorageError where error.code == .exists {
            throw Problem.nameTaken(id.kind.words, name, in: corpus)
        }
    }

    /// Changes a partition's name, labels, or both.
    func change(_ partition: Identifier, _ change: PartitionChange, in transaction: Transaction) throws {
        guard try transaction.exists(partition) else {
            throw try Problem.notFound(.partition, partition.text, in: transaction)
        }
        if let name = change.name { try rename(partition, to: name, in: transaction) }
        if let labels = change.labels { try transaction.relabel(partition, as: PartitionLabels.path(labels)) }
    }

    /// Puts evaluations under another label, in pieces; cut off by a crash, the same request goes on.
    func relabel(_ change: LabelChange) async throws -> LabelChangeResource {
        let pool = try await store.read { transaction in
            try change.pool.map { text in
                let id = try transaction.identifier(.pool, for: text)
                guard let id, try transaction.exists(id) else {
                    throw Problem.field("/pool", try transaction.unknown(.pool, text))
                }
                return id
            }
        }
        guard change.label != change.to else { return LabelChangeResource(changed: 0) }
        var changed = 0
        while true {
            let count = try await store.write { transaction in
                try transaction.relabelEvaluations(
                    from: change.label, to: change.to, pool: pool, limit: Self.piece)
            }
            changed += count
            guard count == Self.piece else { return LabelChangeResource(changed: changed) }
        }
    }
}

/// The path of labels of a partition, as text and as steps.
enum PartitionLabels {
    static func path(_ text: String?) -> [String] {
        (text ?? "").split(separator: "/").map(String.init)
    }
}
