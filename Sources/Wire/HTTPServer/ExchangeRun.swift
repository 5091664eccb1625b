import Compression
import HTTPSyntax
import HTTPTypes
import Logging

/// One request from its route to the last byte of its response, as a task.
struct ExchangeRun: Sendable {
    let head: RequestHead
    let body: RequestBody
    let haste: Haste
    let number: Int
    let connection: Connection
    private var context: ServerContext { connection.context }

    private static let pieceBytes = 256 * 1024

    func run() async {
        var closes = false
        let response: Response
        do {
            response = try await answer()
        } catch {
            guard !(error is CancellationError && Task.isCancelled) else { return await connection.abortBody(number) }
            closes = (error as? HTTPError)?.closesConnection ?? false
            response = context.response(to: error, head: head.request)
        }
        let plan = ResponsePlan(response, to: head.request, isHTTP10: head.isHTTP10, limits: context.limits)
        guard await begin(plan, closes: closes) else { return }
        do {
            try await write(plan)
            try await connection.finishBody(number)
        } catch {
            log(error)
            await connection.abortBody(number)
        }
    }

    /// A handler that never waited is still on the loop's queue, and goes on there without a hop.
    private func begin(_ plan: ResponsePlan, closes: Bool) async -> Bool {
        if let hasMore = connection.beginResponseNow(plan, number: number, closes: closes) { return hasMore }
        return await connection.beginResponse(plan, number: number, closes: closes)
    }

    private func answer() async throws -> Response {
        var request = try Request(head: head.request, body: .empty, peer: connection.peer)
        request.haste = haste
        request.hasReservedPlace = connection.lane == .reserved
        let (route, parameters) = try context.router.match(request)
        request.body = try body.limited(
            to: route.bodyLimit, isGzip: ContentCoding.isGzip(head.request.headerFields),
            ratio: context.limits.inflationRatio)
        return try await route.handler(request, parameters)
    }

    private func write(_ plan: ResponsePlan) async throws {
        switch plan.body {
        case .none, .bytes: break
        case .file(let file, let range): try await write(file, range)
        case .events(let produce):
            try await produce(EventWriter { try await connection.write($0, number: number) })
        case .stream(_, let compressed, let produce):
            let writer = BodyWriter { try await connection.write($0, number: number) }
            guard compressed else { return try await produce(writer) }
            let deflating = try DeflatedBody(writer)
            try await produce(BodyWriter { try await deflating.write($0) })
            try await deflating.finish()
        }
    }

    private func write(_ file: FileBody, _ range: Range<Int64>) async throws {
        var offset = range.lowerBound
        while offset < range.upperBound {
            let count = Int(min(range.upperBound - offset, Int64(Self.pieceBytes)))
            let bytes = try await file.read(at: offset, count: count)
            guard !bytes.isEmpty else { throw BodyLengthMismatch() }
            try await connection.write(bytes, number: number)
            offset += Int64(bytes.count)
        }
    }

    /// That a client went away is its own business; anything else broke a response.
    private func log(_ error: any Error) {
        guard !(error is ClientHasGone), !(error is CancellationError) else { return }
        context.logger.error(
            "a response was cut off",
            metadata: [
                "method": "\(head.request.method.rawValue)", "target": "\(head.request.path ?? "")",
                "error": "\(error)",
            ])
    }
}

/// Compresses a streamed body on its way.
private actor DeflatedBody {
    private let deflater: Deflater
    private let writer: BodyWriter

    init(_ writer: BodyWriter) throws {
        self.writer = writer
        deflater = try Deflater(level: 4)
    }

    func write(_ bytes: [UInt8]) async throws {
        try await writer.write(deflater.deflate(bytes) + deflater.flush())
    }

    func finish() async throws { try await writer.write(deflater.finish()) }
}

extension RequestBody {
    /// The body of a request of a connection, as sent.
    static func incoming(_ head: RequestHead, from connection: Connection, exchange: Int) -> RequestBody {
        switch head.framing {
        case .none, .untilClose: return .empty
        case .length(let length):
            return RequestBody(declaredLength: length, limit: .max) { try await connection.bodyBytes(exchange) }
        case .chunked:
            return RequestBody(declaredLength: nil, limit: .max) { try await connection.bodyBytes(exchange) }
        }
    }

    /// The body within the bounds of a route; throws at once when its length is already known to be beyond them.
    func limited(to limit: Int64, isGzip: Bool, ratio: Int) throws -> RequestBody {
        if let declaredLength, declaredLength > limit { throw Self.tooLarge(limit: limit) }
        if isGzip {
            let bounded = RequestBody(declaredLength: declaredLength, limit: limit, next: next)
            let inflated = try InflatedBody(bounded, ratio: ratio)
            return RequestBody(declaredLength: nil, limit: limit) { try await inflated.next() }
        }
        guard declaredLength == nil else {
            return RequestBody(declaredLength: declaredLength, limit: limit, next: next)
        }
        let counted = CountedBody(next, limit: limit)
        return RequestBody(declaredLength: nil, limit: limit) { try await counted.next() }
    }
}

/// Counts the bytes of a body without a declared length against its limit.
private actor CountedBody {
    private let source: @Sendable () async throws -> [UInt8]?
    private let limit: Int64
    private var count: Int64 = 0

    init(_ source: @escaping @Sendable () async throws -> [UInt8]?, limit: Int64) {
        self.source = source
        self.limit = limit
    }

    func next() async throws -> [UInt8]? {
        guard let bytes = try await source() else { return nil }
        count += Int64(bytes.count)
        guard count <= limit else { throw RequestBody.tooLarge(limit: limit) }
        return bytes
    }
}

/// The client closed the connection before the response was sent.
struct ClientHasGone: Error {}

/// A streamed body was not as long as its response said.
struct BodyLengthMismatch: Error {}
