import Hashing
import Storage

/// Notes the documents of partitions and evaluation sets in pieces, so that a million of them do not hold up the
/// writer; one row at the end shows them all.
///
/// One registration of a corpus goes after the other: what one has checked, no other changes until it has ended.
struct DocumentRegistry: Sendable {
    let store: Store
    let time: any TimeSource
    let identifiers: IdentifierSource
    let gates = CorpusGates()

    /// Documents that one transaction notes or removes at most.
    static let piece = 5_000

    /// Runs a registration; what was noted is removed again unless its owner is there in the end.
    func registering<Value: Sendable>(
        _ work: (DocumentRegistration) async throws -> Value
    ) async throws -> Value {
        let registration = DocumentRegistration(registry: self)
        do {
            let value = try await work(registration)
            try await registration.end()
            return value
        } catch {
            try await registration.end()
            throw error
        }
    }

    /// Removes what registrations left that a crash has cut off; to be called at the start.
    func removeAbandoned() async throws {
        for record in try await store.read({ try $0.registrations() }) { try await remove(record) }
    }

    /// Removes the documents of a registration that has no owner, and the registration.
    func remove(_ record: RegistrationRecord) async throws {
        var last: SHA256Digest?
        repeat {
            let from = last
            last = try await store.write { try $0.removeDocuments(of: record, after: from, limit: Self.piece) }
        } while last != nil
        _ = try await store.write { try $0.endRegistration(of: record.owner) }
    }
}

/// Lets one registration of each corpus at a time through, in the order of arrival.
actor CorpusGates {
    private var waiting: [String: [CheckedContinuation<Void, Never>]] = [:]

    func enter(_ corpus: String) async {
        guard waiting[corpus] != nil else {
            waiting[corpus] = []
            return
        }
        await withCheckedContinuation { waiting[corpus, default: []].append($0) }
    }

    func leave(_ corpus: String) {
        guard var line = waiting[corpus], !line.isEmpty else {
            waiting[corpus] = nil
            return
        }
        let next = line.removeFirst()
        waiting[corpus] = line
        next.resume()
    }
}
