public import Foundation
public import Hashing

/// A comparison of evaluations.
///
/// There is one for each key: equal questions share their answer.
public struct ComparisonRecord: Hashable, Sendable {
    public var id: Identifier
    /// Stands for everything that the answer depends on; unique.
    public var key: SHA256Digest
    /// What was asked, as JSON: opaque here.
    public var question: Data
    /// Those that are compared.
    ///
    /// Left empty when it is read.
    public var evaluations: [Identifier]
    /// The blob with what was found, as JSON.
    public var answer: SHA256Digest
    public var createdAt: Timestamp

    public init(
        id: Identifier, key: SHA256Digest, question: Data, evaluations: [Identifier] = [], answer: SHA256Digest,
        createdAt: Timestamp
    ) {
        self.id = id
        self.key = key
        self.question = question
        self.evaluations = evaluations
        self.answer = answer
        self.createdAt = createdAt
    }
}
