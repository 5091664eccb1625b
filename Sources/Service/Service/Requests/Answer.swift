import API
import HTTPServer
import HTTPSyntax
import HTTPTypes
import Hashing
import Storage

/// Work that an answer speaks of and that goes on.
struct FollowUp: Sendable {
    let jobs: [Identifier]
    /// The answer as it is now.
    let answer: @Sendable () async throws -> Answer

    init(jobs: [Identifier], answer: @escaping @Sendable () async throws -> Answer) {
        self.jobs = jobs
        self.answer = answer
    }
}

/// What an operation answers, as bytes that can be kept and given again.
struct Answer: Sendable {
    var status: HTTPResponse.Status
    var location: String?
    var body: [UInt8]
    /// For clients that prefer to wait; not kept.
    var followUp: FollowUp?

    init(_ status: HTTPResponse.Status, location: String? = nil, body: [UInt8]) {
        self.status = status
        self.location = location
        self.body = body
    }

    init(_ status: HTTPResponse.Status, location: String? = nil, _ value: some Encodable) throws {
        self.init(status, location: location, body: try JSONCoder.encode(value))
    }

    var response: Response {
        var response = Response(status, bytes: body, type: "application/json")
        response.fields[.location] = location
        response.fields[.cacheControl] = "no-cache"
        return response
    }
}

extension Call {
    /// Answers a read with a strong entity tag, and with `304` to whoever has it already.
    func reading(_ value: some Encodable, fields: HTTPFields = [:]) throws -> Response {
        let format = offersTables ? format : .json
        let body =
            format == .json ? try JSONCoder.encode(value) : try TableDocument(of: value).bytes(as: format)
        let tag = String(SHA256.hash(body).hex.prefix(32))
        var response = Response(.ok, bytes: body, type: format.mediaType)
        if request.fields[values: .ifNoneMatch].contains(where: { EntityTags.list($0, contains: tag) }) {
            response = Response(.notModified)
        }
        response.fields[.cacheControl] = "no-cache"
        if offersTables { response.fields[.vary] = "Accept" }
        response.fields.append(contentsOf: fields)
        response.fields[.eTag] = "\"\(tag)\""
        return response
    }

    /// The form that the query names, else the one that `Accept` asks for.
    private var format: TableFormat {
        request.query.values(of: "format").first.flatMap { TableFormat(rawValue: $0) }
            ?? TableFormat(accepting: request.fields[values: .accept])
    }

    /// Answers with one page of a list, and where the next one is.
    func listing<Item: Codable & Hashable & Sendable>(_ page: API.Page<Item>) throws -> Response {
        guard let next = page.next else { return try reading(page) }
        var query = request.query.items.filter { $0.name != "cursor" }.map { (name: $0.name, value: $0.value) }
        query.append((name: "cursor", value: next))
        return try reading(page, fields: [.link: "<\(target(with: query))>; rel=\"next\""])
    }

    /// This request's path, with another query.
    func target(with query: [(name: String, value: String)]) -> String {
        request.path + "?" + query.map { "\($0.name)=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
    }
}
