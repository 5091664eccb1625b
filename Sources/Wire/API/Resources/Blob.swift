package import StrictJSON

/// What an upload answers.
public struct BlobResource: Codable, Hashable, Sendable {
    /// The hash that the bytes are stored under.
    public var sha256: String
    /// How many bytes have come.
    public var bytes: Int64
    /// How many there will be, while the upload is not whole.
    public var total: Int64?

    public init(sha256: String, bytes: Int64, total: Int64? = nil) {
        self.sha256 = sha256
        self.bytes = bytes
        self.total = total
    }
}

extension BlobResource: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.sha256: .sha256(),
            .bytes: "how many have come",
            .total: "how many there will be, while the upload is not whole",
        ])
    }
}

/// What verifying a blob answers.
public struct BlobVerification: Codable, Hashable, Sendable {
    /// The hash that the bytes are stored under.
    public var sha256: String
    /// How many bytes were read.
    public var bytes: Int64
    /// Whether they have that hash.
    public var intact: Bool

    public init(sha256: String, bytes: Int64, intact: Bool) {
        self.sha256 = sha256
        self.bytes = bytes
        self.intact = intact
    }
}

extension BlobVerification: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.sha256: .sha256(),
            .bytes: "how many were read",
            .intact: "whether they have that hash; a damaged blob is answered with a problem that names it",
        ])
    }
}
