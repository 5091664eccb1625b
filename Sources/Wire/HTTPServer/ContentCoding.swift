import Compression
import HTTPSyntax
import HTTPTypes

/// When and how bodies are compressed (RFC 9110, sections 8.4 and 12.5.3).
///
/// Only gzip.
enum ContentCoding {
    /// Whether `Accept-Encoding` takes gzip.
    static func acceptsGzip(_ fields: HTTPFields) -> Bool {
        var byStar = false
        for member in HeaderList.weighted(fields[values: .acceptEncoding]) {
            if member.name == "gzip" || member.name == "x-gzip" { return member.weight > 0 }
            if member.name == "*" { byStar = member.weight > 0 }
        }
        return byStar
    }

    /// Whether a media type is text that gets shorter.
    static func isCompressible(_ type: String?) -> Bool {
        guard let type = type?.prefix(while: { $0 != ";" && $0 != " " }).lowercased() else { return false }
        return type.hasPrefix("text/") && type != "text/event-stream" || type.hasSuffix("+json")
            || ["application/json", "application/jsonl", "application/x-ndjson", "application/javascript"].contains(
                type)
    }

    /// Whether a response with these fields may be compressed: a strong tag would name other bytes.
    static func mayCompress(_ response: Response, for request: HTTPFields) -> Bool {
        guard isCompressible(response.fields[.contentType]), response.fields[.contentEncoding] == nil else {
            return false
        }
        return (response.fields[.eTag]?.hasPrefix("W/") ?? true) && acceptsGzip(request)
    }

    /// Whether the request's body is sent as gzip; throws 415 for any other coding.
    static func isGzip(_ fields: HTTPFields) throws(HTTPError) -> Bool {
        let codings = FieldLine.members(of: .contentEncoding, in: fields).filter { $0 != "identity" }
        guard let coding = codings.first else { return false }
        guard codings.count == 1, coding == "gzip" || coding == "x-gzip" else {
            let seen = codings.joined(separator: ", ")
            throw HTTPError(
                .unsupportedMediaType, "Content-Encoding is \(seen); only gzip is read.",
                fields: [.acceptEncoding: "gzip"])
        }
        return true
    }
}

/// Inflates a request's body as it is read, in steps that bound memory whatever the data claims to hold.
actor InflatedBody {
    private let source: RequestBody
    private let inflater: Inflater
    private var waiting: ArraySlice<UInt8> = []
    private let limit: Int64

    /// What went wrong, in words for the sender.
    private static func refusal(_ error: CompressionError, limit: Int64) -> HTTPError {
        switch error {
        case .tooLarge(let bound): RequestBody.tooLarge(limit: min(bound, limit))
        case .tooDense(let ratio):
            HTTPError(
                .contentTooLarge,
                "The gzip body inflates to more than \(ratio) times its bytes, which is refused beyond 1 MiB; send it "
                    + "without Content-Encoding.")
        case .malformed, .truncated: HTTPError(.badRequest, "The body is no whole gzip data: \(error).")
        case .outOfMemory: HTTPError(.serviceUnavailable, "There is no memory to inflate the body with.")
        }
    }

    /// Even the densest data inflates to 2 MiB a step.
    private static let stepBytes = 2048

    init(_ source: RequestBody, ratio: Int) throws {
        self.source = source
        limit = source.limit
        inflater = try Inflater(limit: source.limit, ratio: ratio)
    }

    func next() async throws -> [UInt8]? {
        do {
            while true {
                if waiting.isEmpty {
                    guard let bytes = try await source.next() else {
                        try inflater.finish()
                        return nil
                    }
                    waiting = bytes[...]
                }
                let step = waiting.prefix(Self.stepBytes)
                waiting = waiting.dropFirst(step.count)
                let inflated = try inflater.inflate(Array(step))
                if !inflated.isEmpty { return inflated }
            }
        } catch let error as CompressionError {
            throw Self.refusal(error, limit: limit)
        }
    }
}
