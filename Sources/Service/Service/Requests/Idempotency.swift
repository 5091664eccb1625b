import Foundation
import HTTPServer
import HTTPSyntax
import HTTPTypes
import Hashing
import Storage
import Synchronization

/// A client's promise that two requests with this key are one.
struct IdempotencyKey: Hashable, Sendable {
    let key: String
    /// Method, path and query: the same key elsewhere is another.
    let scope: String
    let bodyHash: SHA256Digest

    /// The key of a request, quoted or bare; `nil` if it has none.
    init?(of request: Request, body: [UInt8]) throws {
        let values = request.fields[values: .idempotencyKey]
        guard let value = values.first else { return nil }
        var text = HeaderList.trimmed(value[...])
        if text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") { text = text.dropFirst().dropLast() }
        let isVisible = text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard values.count == 1, isVisible, (1...255).contains(text.utf8.count) else {
            throw Problem(
                .invalidHeader,
                "Idempotency-Key is \"\(value.prefix(80))\"; expected once, 1 to 255 visible characters.")
        }
        key = String(text)
        let query = request.query.items.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        scope = "\(request.method.rawValue) \(request.path)" + (query.isEmpty ? "" : "?\(query)")
        bodyHash = SHA256.hash(body)
    }

    /// The answer that was kept for this key, or `nil`; refuses another body.
    func storedAnswer(in transaction: Transaction, notBefore: Storage.Timestamp) throws -> Answer? {
        guard let record = try transaction.idempotencyRecord(key: key, scope: scope), record.createdAt >= notBefore
        else { return nil }
        guard record.bodyHash == bodyHash else {
            throw Problem(
                .idempotencyKeyReused, "Idempotency-Key \"\(key)\" came with another body at \(record.createdAt).")
        }
        try checkIsThere(record.location, in: transaction)
        return Answer(
            HTTPResponse.Status(code: record.status), location: record.location, body: Array(record.body))
    }

    /// Refuses to speak of what was made under the key as though it had not been removed since.
    private func checkIsThere(_ location: String?, in transaction: Transaction) throws {
        let ids = (location ?? "").split(separator: "/").compactMap { try? Identifier(String($0)) }
        for id in ids where try !transaction.exists(id) {
            throw Problem(.gone, "\(id), which Idempotency-Key \"\(key)\" made, was removed since.")
        }
    }

    /// A key as it was stored with a submission.
    init(_ stored: SubmissionRecord.Key) {
        key = stored.key
        scope = stored.scope
        bodyHash = stored.bodyHash
    }

    /// The key as it is stored with a submission.
    var stored: SubmissionRecord.Key { SubmissionRecord.Key(key: key, scope: scope, bodyHash: bodyHash) }

    /// Keeps an answer in the transaction that did what was asked.
    func store(_ answer: Answer, in transaction: Transaction, at now: Storage.Timestamp) throws {
        try transaction.insert(
            IdempotencyRecord(
                key: key, scope: scope, bodyHash: bodyHash, status: answer.status.code, location: answer.location,
                body: Data(answer.body), createdAt: now))
    }
}

/// Sees to it that a change is made once for its `Idempotency-Key`, if it has one.
struct OnceForKey: Sendable {
    let key: IdempotencyKey?
    let now: Storage.Timestamp
    /// Answers kept before this moment are forgotten.
    let oldest: Storage.Timestamp

    /// The answer that was kept for the key, if one was.
    func storedAnswer(in transaction: Transaction) throws -> Answer? {
        guard let key else { return nil }
        _ = try transaction.deleteIdempotencyRecords(before: oldest)
        return try key.storedAnswer(in: transaction, notBefore: oldest)
    }

    /// The answer that was kept for the key, or that of the change, which is kept then.
    func answer(in transaction: Transaction, _ change: () throws -> Answer) throws -> Answer {
        if let answer = try storedAnswer(in: transaction) { return answer }
        let answer = try change()
        try key?.store(answer, in: transaction, at: now)
        return answer
    }
}

/// The keys whose requests are under way in this process.
final class KeysUnderWay: Sendable {
    private let keys = Mutex<Set<String>>([])

    /// Runs the work unless a request with the key is under way already.
    func during<Value>(_ key: IdempotencyKey, _ work: () async throws -> Value) async throws -> Value {
        let name = "\(key.scope) \(key.key)"
        guard keys.withLock({ $0.insert(name).inserted }) else {
            throw Problem.later(.idempotencyKeyInUse, "Idempotency-Key \"\(key.key)\" is being answered.", seconds: 1)
        }
        defer { _ = keys.withLock { $0.remove(name) } }
        return try await work()
    }
}
