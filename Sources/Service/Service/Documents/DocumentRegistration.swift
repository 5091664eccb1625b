import API
import Hashing
import Storage
import StrictJSON
import Synchronization

/// Documents that have been checked and noted for an owner that is about to be added.
struct StagedDocuments: Sendable {
    /// The id that the partition or evaluation set is to have.
    let owner: Identifier
    let scan: DocumentScan
}

/// One registration: checks documents, notes them in pieces, and takes them back if their owner is not added.
final class DocumentRegistration: Sendable {
    private let registry: DocumentRegistry
    private let record = Mutex<RegistrationRecord?>(nil)

    init(registry: DocumentRegistry) {
        self.registry = registry
    }

    /// Checks that documents stand nowhere where they must not stand too, and notes them.
    ///
    /// - Parameters:
    ///   - kind: What is to be added.
    ///   - others: The roles under which none of the documents may stand in the corpus.
    func stage(
        _ scan: DocumentScan, for kind: Identifier.Kind, as role: DocumentRole, in corpus: String,
        apartFrom others: Set<DocumentRole>
    ) async throws -> StagedDocuments {
        let (store, owner) = (registry.store, registry.identifiers.next(kind))
        let record = RegistrationRecord(owner: owner, corpus: corpus)
        await registry.gates.enter(corpus)
        self.record.withLock { $0 = record }
        try await refuseOverlap(of: scan, corpus: corpus, with: others)
        let now = registry.time.now()
        for (number, piece) in Self.pieces(of: scan).enumerated() {
            try await store.write { transaction in
                if number == 0 { try transaction.begin(record, at: now) }
                try transaction.insert(piece, corpus: corpus, owner: owner, role: role)
            }
        }
        return StagedDocuments(owner: owner, scan: scan)
    }

    /// Takes back what was noted, if its owner was not added, and lets the next registration of the corpus begin.
    func end() async throws {
        guard let record = record.withLock({ $0 }) else { return }
        do {
            if try await registry.store.read({ try $0.isRegistering(record.owner) }) {
                try await registry.remove(record)
            }
        } catch {
            await registry.gates.leave(record.corpus)
            throw error
        }
        await registry.gates.leave(record.corpus)
    }

    private func refuseOverlap(of scan: DocumentScan, corpus: String, with roles: Set<DocumentRole>) async throws {
        var first: [DocumentConflict] = []
        var (conflicts, documents) = (0, 0)
        for piece in Self.pieces(of: scan) {
            let found = try await registry.store.read {
                try $0.conflicts(of: piece, corpus: corpus, roles: roles, limit: .max)
            }
            first += found.prefix(Self.toldConflicts - first.count)
            conflicts += found.count
            documents += Set(found.map(\.document.line)).count
        }
        guard !first.isEmpty else { return }
        let place = JSONPointer.root.appending("blob")
        throw Problem(
            .documentsOverlap,
            "\(documents) of \(scan.documents) documents stand in the corpus \"\(corpus)\" already: a document may stand on "
                + "one side only, and in one partition.",
            errors: first.map { conflict in
                FieldError(
                    pointer: place,
                    detail: "line \(conflict.document.line) stands on line \(conflict.ownerLine) of "
                        + "\(conflict.role.owner) \"\(conflict.ownerName)\" (\(conflict.owner)) too")
            }, errorCount: conflicts)
    }

    /// Conflicts that are told: whoever has many made one mistake.
    private static let toldConflicts = 10

    private static func pieces(of scan: DocumentScan) -> [ArraySlice<DocumentFingerprint>] {
        stride(from: 0, to: scan.fingerprints.count, by: DocumentRegistry.piece).map { start in
            scan.fingerprints[start..<min(start + DocumentRegistry.piece, scan.fingerprints.count)]
        }
    }
}

extension DocumentRole {
    fileprivate var owner: String {
        switch self {
        case .partition: "the partition"
        case .base: "the base's share"
        case .evaluation: "the evaluation set"
        }
    }
}
