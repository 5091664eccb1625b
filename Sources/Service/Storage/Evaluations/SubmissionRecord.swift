public import Foundation
public import Hashing

/// A large submission of evaluations, which is stored whole before any of it is carried out.
public struct SubmissionRecord: Hashable, Sendable {
    /// The `Idempotency-Key` that a submission came with, under which its answer is kept.
    public struct Key: Hashable, Sendable {
        /// The key itself.
        public var key: String
        /// The method and path that it was for.
        public var scope: String
        /// The hash of the request's body.
        public var bodyHash: SHA256Digest

        public init(key: String, scope: String, bodyHash: SHA256Digest) {
            self.key = key
            self.scope = scope
            self.bodyHash = bodyHash
        }
    }

    /// Its number, by which its pieces refer to it.
    public var id: Int
    /// The key that its answer is kept under, if it came with one.
    public var key: Key?
    /// Whether every piece is stored: from then on all of it is carried out, over restarts too.
    public var isAccepted: Bool
    public var createdAt: Timestamp
}

/// Some of the questions of a submission, which one write turns into evaluations.
public struct SubmissionPiece: Hashable, Sendable {
    /// The submission that it belongs to.
    public var submission: Int
    /// Where it stands in the submission, from 0.
    public var number: Int
    /// What is asked, as JSON: opaque here.
    public var questions: Data

    public init(submission: Int, number: Int, questions: Data) {
        self.submission = submission
        self.number = number
        self.questions = questions
    }
}
