public import Foundation
public import Hashing

/// What was predicted of mixtures before they had reference runs: never changed.
public struct ForecastRecord: Hashable, Sendable {
    public var id: Identifier
    public var pool: Identifier
    public var evaluationSet: Identifier
    /// What was said, as JSON: opaque here.
    public var content: Data
    /// SHA-256 of the content.
    public var hash: SHA256Digest
    public var createdAt: Timestamp

    public init(
        id: Identifier, pool: Identifier, evaluationSet: Identifier, content: Data, hash: SHA256Digest,
        createdAt: Timestamp
    ) {
        self.id = id
        self.pool = pool
        self.evaluationSet = evaluationSet
        self.content = content
        self.hash = hash
        self.createdAt = createdAt
    }
}
