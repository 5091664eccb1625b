public import Hashing

/// A document known by its exact bytes: what disjointness is checked with.
public struct DocumentFingerprint: Hashable, Sendable {
    /// The SHA-256 of the document's text in UTF-8.
    public var hash: SHA256Digest
    /// The line it stands on in its blob, from 1.
    public var line: Int

    public init(hash: SHA256Digest, line: Int) {
        self.hash = hash
        self.line = line
    }
}

/// On which side of the training split a document stands.
public enum DocumentRole: String, Hashable, Sendable, CaseIterable {
    case partition
    case base
    case evaluation
}

/// A document that stands somewhere already.
public struct DocumentConflict: Hashable, Sendable {
    /// The document that was asked about.
    public var document: DocumentFingerprint
    /// The partition or evaluation set that holds it.
    public var owner: Identifier
    /// The name of the partition or evaluation set that holds it already.
    public var ownerName: String
    /// As what it is held there.
    public var role: DocumentRole
    /// The line it stands on there, from 1.
    public var ownerLine: Int

    public init(
        document: DocumentFingerprint, owner: Identifier, ownerName: String, role: DocumentRole, ownerLine: Int
    ) {
        self.document = document
        self.owner = owner
        self.ownerName = ownerName
        self.role = role
        self.ownerLine = ownerLine
    }
}
