import HTTPTypes

/// The body of a request, read as it arrives: chunks of bytes, already de-chunked and inflated.
///
/// Not reading holds the sender back, so memory does not grow with the body. Read it once, from one task.
public struct RequestBody: AsyncSequence, Sendable {
    public typealias Element = [UInt8]

    /// The next bytes, never empty; nil at the end.
    let next: @Sendable () async throws -> [UInt8]?
    /// The declared `Content-Length` in bytes as sent (before inflation), where there is one.
    public let declaredLength: Int64?
    /// The most bytes that the route allows.
    public let limit: Int64

    /// No body.
    public static let empty = RequestBody([])

    /// A body that is already there.
    public init(_ bytes: [UInt8], limit: Int64 = .max) {
        let once = Once(bytes)
        self.init(declaredLength: Int64(bytes.count), limit: limit) { await once.take() }
    }

    init(declaredLength: Int64?, limit: Int64, next: @escaping @Sendable () async throws -> [UInt8]?) {
        self.declaredLength = declaredLength
        self.limit = limit
        self.next = next
    }

    /// The whole body; throws a 413 when it is longer than `bound` (and than the route's limit), without reading on.
    public func collect(upTo bound: Int = .max) async throws -> [UInt8] {
        if let declaredLength, declaredLength > Int64(bound) { throw Self.tooLarge(limit: Int64(bound)) }
        guard var bytes = try await next() else { return [] }
        while true {
            guard bytes.count <= bound else { throw Self.tooLarge(limit: Int64(bound)) }
            guard let more = try await next() else { return bytes }
            bytes += more
        }
    }

    public static func tooLarge(limit: Int64) -> HTTPError {
        HTTPError(.contentTooLarge, "The body is longer than the \(limit) bytes that this resource accepts.")
    }

    public struct AsyncIterator: AsyncIteratorProtocol {
        let advance: @Sendable () async throws -> [UInt8]?

        public mutating func next() async throws -> [UInt8]? { try await advance() }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(advance: next) }

    private actor Once {
        private var bytes: [UInt8]?

        init(_ bytes: [UInt8]) { self.bytes = bytes.isEmpty ? nil : bytes }

        func take() -> [UInt8]? {
            defer { bytes = nil }
            return bytes
        }
    }
}
