import API
import Hashing
import Logging
import Storage
import StrictJSON

/// Undoes what was added by mistake: removes a record, and what depends on it where that is asked for.
struct RemovalDesk: Sendable {
    let store: Store
    let time: any TimeSource
    let logger: Logger
    /// Takes the documents of what is gone off the corpus.
    let registry: DocumentRegistry

    /// Evaluations that one transaction removes at most: their rows are many, and others wait for the writer.
    static let piece = 500
    /// Dependents, and work under way, that are listed at most.
    static let mostNamed = 100
    /// Of those, how many a refusal names.
    static let mostErrors = 10
}

extension RemovalDesk {
    /// What depends on a record.
    func dependents(of id: Identifier) async throws -> DependentsResource {
        try await store.read { transaction in
            try checkExists(id, in: transaction)
            return try Self.dependents(in: transaction.removalClosure(of: [id]), of: id, transaction)
        }
    }

    /// Removes a record.
    ///
    /// Up to ``piece`` evaluations, everything goes in one transaction. More of them go before the rest, in pieces:
    /// what a crash cuts off leaves a record with fewer evaluations, and the same request goes on from there.
    /// - Parameter withDependents: whether what depends on it goes too; else a record with dependents is refused.
    func remove(_ id: Identifier, withDependents: Bool) async throws -> RemovalResource {
        var counts: [RecordKind: Int] = [:]
        var remains = RemovalRemains()
        while true {
            let step = try await removeSome(of: id, withDependents: withDependents)
            counts.merge(step.counts, uniquingKeysWith: +)
            remains.formUnion(step.remains)
            if step.isLast { break }
        }
        sweep(remains.documents)
        let bytes = await free(remains.blobs)
        return RemovalResource(
            id: id.text,
            removed: RecordKind.allCases.compactMap { kind in counts[kind].map { RecordCount(kind: kind, count: $0) } },
            bytesFreed: Int(bytes))
    }

    /// One transaction's part of a removal.
    private struct Step: Sendable {
        var counts: [RecordKind: Int]
        var remains: RemovalRemains
        var isLast: Bool
    }

    private func removeSome(of id: Identifier, withDependents: Bool) async throws -> Step {
        // Looked up outside of the writer first: what depends on a record may be much.
        let closure = try await store.read { try checked($0, id, withDependents) }
        let evaluations = (closure.records[.evaluation] ?? []).subtracting([id]).sorted()
        let now = time.now()
        return try await store.write { transaction in
            let isLast = evaluations.count <= Self.piece
            let roots = isLast ? [id] : Array(evaluations.prefix(Self.piece))
            let closure =
                isLast ? try checked(transaction, id, withDependents) : try transaction.removalClosure(of: roots)
            try refuseWorkUnderWay(in: closure, of: id, transaction)
            return Step(
                counts: Dictionary(
                    closure.counts(withRoots: true).compactMap { kind, count in
                        RecordKind(kind).map { ($0, count) }
                    }, uniquingKeysWith: +),
                remains: try transaction.remove(closure, at: now), isLast: isLast)
        }
    }

    /// A record with its dependents, which may be removed.
    private func checked(
        _ transaction: Transaction, _ id: Identifier, _ withDependents: Bool
    ) throws -> RemovalClosure {
        try checkExists(id, in: transaction)
        // A batch that was accepted is carried out whatever happens: it may ask about the record.
        guard try transaction.submissions().isEmpty else {
            throw Problem.later(.unavailable, "A batch of evaluations is being taken in.", seconds: 1)
        }
        let closure = try transaction.removalClosure(of: [id])
        if !withDependents { try refuseDependents(in: closure, of: id, transaction) }
        try refuseWorkUnderWay(in: closure, of: id, transaction)
        return closure
    }

    private func checkExists(_ id: Identifier, in transaction: Transaction) throws {
        guard try transaction.exists(id) else {
            throw try Problem.notFound(id.kind, id.text, in: transaction)
        }
    }

    private func refuseDependents(in closure: RemovalClosure, of id: Identifier, _ transaction: Transaction) throws {
        let found = try Self.dependents(in: closure, of: id, transaction)
        guard !found.items.isEmpty else { return }
        let counts = found.counts.map { "\($0.count) \($0.kind.words(for: $0.count))" }.joined(separator: ", ")
        let total = found.counts.reduce(0) { $0 + $1.count }
        throw Problem(
            .inUse,
            "The \(try Self.title(of: id, in: transaction)) is in use: \(counts) \(total == 1 ? "depends" : "depend") on it.",
            errors: found.items.prefix(Self.mostErrors).map { item in
                FieldError(
                    pointer: .root, detail: item.kind.words + (item.name.map { " \"\($0)\"" } ?? "") + " (\(item.id))")
            }, errorCount: total)
    }

    private func refuseWorkUnderWay(in closure: RemovalClosure, of id: Identifier, _ transaction: Transaction) throws {
        let underWay = try transaction.workUnderWay(in: closure)
        guard !underWay.isEmpty else { return }
        throw Problem(
            .stateConflict,
            "Work on the \(try Self.title(of: id, in: transaction)), or on what depends on it, is under way: "
                + "\(underWay.count == 1 ? "1 job or study" : "\(underWay.count) jobs and studies"). Cancel it first.",
            errors: underWay.prefix(Self.mostErrors).map { FieldError(pointer: .root, detail: "\($0) has not ended") },
            errorCount: underWay.count)
    }

    private static func title(of id: Identifier, in transaction: Transaction) throws -> String {
        "\(id.kind.words) " + (try transaction.name(of: id).map { "\"\($0)\" (\(id))" } ?? "\(id)")
    }

    private static func dependents(
        in closure: RemovalClosure, of id: Identifier, _ transaction: Transaction
    ) throws -> DependentsResource {
        DependentsResource(
            id: id.text,
            counts: closure.counts(withRoots: false).compactMap { kind, count in
                RecordKind(kind).map { RecordCount(kind: $0, count: count) }
            },
            items: try closure.dependents.prefix(mostNamed).compactMap { dependent in
                guard let kind = RecordKind(dependent.kind) else { return nil }
                return Dependent(kind: kind, id: dependent.text, name: try transaction.name(of: dependent))
            },
            underWay: try transaction.workUnderWay(in: closure).prefix(mostNamed).map(\.text))
    }
}

/// What is done once a removal is on disk; a crash leaves it to the next start.
extension RemovalDesk {
    /// Takes documents off the corpus in pieces, while the service goes on.
    private func sweep(_ records: [RegistrationRecord]) {
        guard !records.isEmpty else { return }
        Task {
            for record in records {
                do { try await registry.remove(record) } catch {
                    logger.error(
                        "documents of a removed record are left until the next start",
                        metadata: ["record": "\(record.owner)", "error": "\(error)"])
                }
            }
        }
    }

    /// Removes the blobs that nothing refers to any more.
    ///
    /// - Returns: the bytes of their files.
    private func free(_ blobs: Set<SHA256Digest>) async -> Int64 {
        do { return try await store.removeUnreferenced(blobs) } catch {
            // The records are gone, which is what was asked for; the bytes cost room.
            logger.error("blobs of removed records are left", metadata: ["error": "\(error)"])
            return 0
        }
    }
}

extension RecordKind {
    /// The kind of an id, if records of it are removed.
    init?(_ kind: Identifier.Kind) {
        switch kind {
        case .partition: self = .partition
        case .evaluationSet: self = .evaluationSet
        case .checkpoint: self = .checkpoint
        case .pool: self = .pool
        case .trainingRun: self = .trainingRun
        case .referenceRun: self = .referenceRun
        case .evaluation: self = .evaluation
        case .study: self = .study
        case .comparison: self = .comparison
        case .forecast: self = .forecast
        case .contamination: self = .contamination
        case .logProbabilities: self = .logProbabilities
        case .job, .worker: return nil
        }
    }
}
