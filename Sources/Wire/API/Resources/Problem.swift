public import StrictJSON

/// An error as RFC 9457 writes it.
public struct ProblemResource: Codable, Hashable, Sendable, Error {
    /// Stable, for programs: the path of a page about the problem.
    public var type: String
    /// The problem in a few words.
    public var title: String
    /// The status of the answer.
    public var status: Int
    /// In a sentence, with numbers: what is wrong, and what is expected.
    public var detail: String?
    /// Every field that is wrong, or the first of very many.
    public var errors: [FieldError]?
    /// How many are wrong in all, where `errors` holds only the first of them.
    public var errorCount: Int?

    public init(
        type: String, title: String, status: Int, detail: String?, errors: [FieldError]?, errorCount: Int? = nil
    ) {
        self.type = type
        self.title = title
        self.status = status
        self.detail = detail
        self.errors = errors
        self.errorCount = errorCount
    }
}

extension ProblemResource: CustomStringConvertible {
    /// How many errors stand on a terminal at most.
    private static let shownErrors = 10

    /// For a terminal: the title, the detail, and a line for each of the first fields.
    public var description: String {
        let all = errors ?? []
        var fields = all.prefix(Self.shownErrors).map { error in
            error.pointer.isEmpty ? error.detail : "\(error.pointer) \(error.detail)"
        }
        let rest = max(errorCount ?? 0, all.count) - fields.count
        if rest > 0 { fields.append("and \(rest) more") }
        return ([[title, detail].compactMap { $0 }.joined(separator: ": ")] + fields).joined(
            separator: "\n  ")
    }
}

/// What `/livez` and `/readyz` answer.
public struct HealthResource: Codable, Hashable, Sendable {
    /// `ok`, or why the service takes no work.
    public var status: String
    /// What was looked at, and what was found: `ok` or a sentence.
    public var checks: [String: String]?

    public init(status: String, checks: [String: String]? = nil) {
        self.status = status
        self.checks = checks
    }
}

extension ProblemResource: Annotated, SchemaNamed {
    package static var schemaName: String { "Problem" }

    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.status: .schema(.httpStatus)
        ])
    }
}
