/// A resource's name in the API: a prefix that says its kind, and a ULID that orders it by time of creation,
/// such as `eval_01JMQ8Z6K3V5T9XNB2C4D6F8GH`.
///
/// A ULID is 48 bits of milliseconds and 80 random bits in 26 characters of Crockford's base 32.
public struct Identifier: Hashable, Sendable {
    /// What an identifier can name.
    public enum Kind: String, CaseIterable, Sendable {
        case partition = "part"
        case evaluationSet = "eset"
        case checkpoint = "ckpt"
        case pool = "pool"
        case trainingRun = "run"
        case referenceRun = "ref"
        case evaluation = "eval"
        case study = "study"
        case comparison = "cmp"
        case logProbabilities = "logp"
        case job = "job"
        case worker = "work"
        case contamination = "cont"
        case forecast = "fore"
    }

    /// What it names.
    public let kind: Kind
    /// The whole text, prefix included.
    public let text: String

    /// - Parameters:
    ///   - milliseconds: since 1970; the lower 48 bits are used.
    ///   - high: the upper 16 of the 80 random bits.
    ///   - low: the lower 64 random bits.
    init(kind: Kind, milliseconds: Int64, high: UInt16, low: UInt64) {
        self.kind = kind
        let top = UInt64(truncatingIfNeeded: milliseconds) << 16 | UInt64(high)
        var bytes = Array(kind.rawValue.utf8)
        bytes.append(UInt8(ascii: "_"))
        for place in (0..<26).reversed() {
            let shift = place * 5
            let part = shift >= 64 ? top >> (shift - 64) : low >> shift | (shift > 59 ? top << (64 - shift) : 0)
            bytes.append(Self.alphabet[Int(part & 31)])
        }
        text = String(decoding: bytes, as: UTF8.self)
    }

    /// Reads an identifier of any kind.
    ///
    /// - Throws: ``StorageError`` with code `invalid`.
    public init(_ text: String) throws {
        let parts = text.split(separator: "_", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let kind = Kind(rawValue: String(parts[0])), Self.isULID(parts[1]) else {
            throw StorageError(.invalid, subject: "identifier", message: "\"\(text)\" is not a known prefix and a ULID")
        }
        self.kind = kind
        self.text = text
    }

    /// Reads an identifier that must be of one kind.
    ///
    /// - Throws: ``StorageError`` with code `invalid`.
    public init(_ text: String, of kind: Kind) throws {
        try self.init(text)
        guard self.kind == kind else {
            throw StorageError(
                .invalid, subject: "identifier", message: "\"\(text)\" does not begin with \"\(kind.rawValue)_\"")
        }
    }

    /// The earliest identifier of a kind that can have been made at a moment or later: where a list "created after"
    /// begins.
    ///
    /// Identifiers hold 48 bits of milliseconds since 1970; a moment before or beyond those gives the first or last of
    /// them.
    public static func first(of kind: Kind, at moment: Timestamp) -> Identifier {
        Identifier(kind: kind, milliseconds: min(max(moment.milliseconds, 0), 1 << 48 - 1), high: 0, low: 0)
    }

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    private static func isULID(_ text: Substring) -> Bool {
        let bytes = text.utf8
        guard bytes.count == 26, let first = bytes.first, first <= UInt8(ascii: "7") else { return false }
        return bytes.allSatisfy { alphabet.contains($0) }
    }
}

extension Identifier: Comparable {
    /// Bytewise order: within a kind, the order of creation.
    public static func < (left: Identifier, right: Identifier) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}

extension Identifier: CustomStringConvertible {
    public var description: String { text }
}

extension Identifier: Codable {
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
