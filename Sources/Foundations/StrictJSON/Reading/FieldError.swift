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
    /// Never empty.
    public let errors: [FieldError]

    public init(isJSON: Bool = true, errors: [FieldError]) {
        self.isJSON = isJSON
        self.errors = errors
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

    public init() {}

    /// Keeps an error, up to ``limit``.
    public func add(_ pointer: JSONPointer, _ detail: String) {
        guard errors.count < Self.limit else { return }
        errors.append(FieldError(pointer: pointer, detail: detail))
    }

    /// Keeps an error that was found elsewhere, up to ``limit``.
    public func add(_ error: FieldError) {
        guard errors.count < Self.limit else { return }
        errors.append(error)
    }

    /// Throws everything that was found, if anything was.
    public func check() throws(InvalidBody) {
        guard errors.isEmpty else { throw InvalidBody(errors: errors) }
    }
}

extension FieldError: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.pointer: "RFC 6901; empty for the body as a whole, a header or a query parameter"
        ])
    }
}
