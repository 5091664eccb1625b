public import Foundation
public import Hashing

/// The answer that was given to a request with an idempotency key.
///
/// It is written in the transaction that did what was asked, so there is never one without the other.
public struct IdempotencyRecord: Hashable, Sendable {
    /// The `Idempotency-Key`, without quotes.
    public var key: String
    /// The method and path that it was for.
    public var scope: String
    /// The hash of the request's body: another body under the same key is a mistake of the client.
    public var bodyHash: SHA256Digest
    /// The status code of the answer.
    public var status: Int
    /// The `Location` of the answer, if it had one.
    public var location: String?
    /// The body of the answer.
    public var body: Data
    public var createdAt: Timestamp

    public init(
        key: String, scope: String, bodyHash: SHA256Digest, status: Int, location: String?, body: Data,
        createdAt: Timestamp
    ) {
        self.key = key
        self.scope = scope
        self.bodyHash = bodyHash
        self.status = status
        self.location = location
        self.body = body
        self.createdAt = createdAt
    }
}
