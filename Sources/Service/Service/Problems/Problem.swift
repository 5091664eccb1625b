import API
import HTTPServer
import HTTPTypes
import StrictJSON

/// A refusal that becomes an `application/problem+json` answer (RFC 9457).
struct Problem: Error, Sendable {
    let type: ProblemType
    let detail: String?
    var errors: [FieldError]
    /// How many errors there are in all, where only the first are named.
    let errorCount: Int
    var fields: HTTPFields

    init(
        _ type: ProblemType, _ detail: String? = nil, errors: [FieldError] = [], errorCount: Int? = nil,
        fields: HTTPFields = [:]
    ) {
        self.type = type
        self.detail = detail
        self.errors = errors
        self.errorCount = errorCount ?? errors.count
        self.fields = fields
    }

    /// One field of the body that is wrong.
    static func field(_ pointer: String, _ detail: String) -> Problem {
        let steps = pointer.split(separator: "/").map(String.init)
        let place = steps.reduce(JSONPointer.root) { $0.appending($1) }
        return Problem(.invalidBody, errors: [FieldError(pointer: place, detail: detail)])
    }

    static func notFound(_ what: String) -> Problem {
        Problem(.notFound, "There is no \(what).")
    }

    /// A refusal that will pass.
    static func later(_ type: ProblemType, _ detail: String, seconds: Int) -> Problem {
        Problem(type, detail, fields: [.retryAfter: String(seconds)])
    }

    var resource: ProblemResource {
        ProblemResource(
            type: type.path, title: type.entry.title, status: type.entry.status.code, detail: detail,
            errors: errors.isEmpty ? nil : errors, errorCount: errorCount > errors.count ? errorCount : nil)
    }

    var response: Response {
        var fields = fields
        fields[.cacheControl] = "no-store"
        // A resource of strings and integers always encodes; were it not so, the status alone would still be right.
        let body = (try? JSONCoder.encode(resource)) ?? []
        return Response(type.entry.status, bytes: body, type: "application/problem+json", fields: fields)
    }
}

extension InvalidBody {
    var problem: Problem {
        Problem(isJSON ? .invalidBody : .malformedJSON, errors: errors, errorCount: count)
    }
}

extension Problem {
    /// A name that must be unique is taken.
    static func nameTaken(_ what: String, _ name: String, in corpus: String? = nil) -> Problem {
        let place = corpus.map { " in the corpus \"\($0)\"" } ?? ""
        return Problem(
            .nameTaken,
            errors: [
                FieldError(
                    pointer: JSONPointer.root.appending("name"),
                    detail: "is \"\(name)\", which a \(what)\(place) has already; expected another name")
            ])
    }
}
