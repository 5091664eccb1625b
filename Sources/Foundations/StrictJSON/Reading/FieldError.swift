/// One thing wrong with a request: where, what was seen, and what is expected.
public struct FieldError: Codable, Hashable, Sendable {
    /// A JSON pointer into the body; `""` is the body itself.
    ///
    /// A header or query parameter is named in ``detail``.
    public let pointer: String
    /// What was seen, and what is expected.
    public let detail: String

    public init(pointer: JSONPointer, detail: String) {
        self.pointer = pointer.description
        self.detail = detail
    }
}

/// A body that cannot be used: everything that is wrong with it.
public struct InvalidBody: Error, Hashable, Sendable, CustomStringConvertible {
    /// Whether the text is JSON at all; when false, ``errors`` holds the first syntax error.
    public let isJSON: Bool
    /// Never empty; the first of very many.
    public let errors: [FieldError]
    /// How many there are in all.
    public let count: Int

    /// - Parameter count: how many there are in all; as many as are given unless there are more.
    public init(isJSON: Bool = true, errors: [FieldError], count: Int? = nil) {
        self.isJSON = isJSON
        self.errors = errors
        self.count = max(count ?? 0, errors.count)
    }

    public var description: String {
        errors.map { "\($0.pointer.isEmpty ? "body" : $0.pointer): \($0.detail)" }.joined(
            separator: "; ")
    }
}

/// Collects what is wrong with one body while it is read, so that its sender hears everything at once.
public final class Findings {
    /// How many errors are kept: a body with more is wrong in the same way throughout.
    public static let limit = 1_000

    /// In the order in which they were found.
    public private(set) var errors: [FieldError] = []
    /// How many were found, those included that were not kept.
    public private(set) var count = 0
    /// How many of the errors say that something well formed is not supported.
    private var unsupportedCount = 0

    public init() {}

    /// Whether there are errors, all of which say that something well formed is not supported.
    public var areUnsupported: Bool { !errors.isEmpty && unsupportedCount == errors.count }

    /// Keeps an error, up to ``limit``.
    public func add(_ pointer: JSONPointer, _ detail: String, isUnsupported: Bool = false) {
        count += 1
        guard errors.count < Self.limit else { return }
        errors.append(FieldError(pointer: pointer, detail: detail))
        if isUnsupported { unsupportedCount += 1 }
    }

    /// Keeps an error that was found elsewhere, up to ``limit``.
    public func add(_ error: FieldError) {
        count += 1
        guard errors.count < Self.limit else { return }
        errors.append(error)
    }

    /// Throws everything that was found, if anything was.
    public func check() throws(InvalidBody) {
        guard errors.isEmpty else { throw InvalidBody(errors: errors, count: count) }
    }
}

extension Findings {
    /// How many errors a summary spells out.
    private static let summaryLimit = 8

    /// The place of the first error, as ``JSONPointer/keyPath``, and one sentence of what all errors say; `nil` if
    /// nothing was found.
    package var summary: (place: String, message: String)? {
        guard let first = errors.first else { return nil }
        let others = errors.dropFirst().prefix(Self.summaryLimit - 1).map { error in
            [JSONPointer.keyPath(of: error.pointer), error.detail].filter { !$0.isEmpty }.joined(separator: ": ")
        }
        let rest = errors.count - 1 - others.count
        let also = others.map { "; also \($0)" }.joined() + (rest > 0 ? "; and \(rest) more" : "")
        return (JSONPointer.keyPath(of: first.pointer), first.detail + also)
    }
}

extension FieldError: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.pointer: "RFC 6901; empty for the body as a whole, a header or a query parameter"
        ])
    }
}
