/// Gives the bytes of a request's body, piece by piece, and sees that they are as many as was said.
actor OutgoingBodyReader {
    enum Length: Sendable {
        case none
        case known(Int64)
        case chunked
    }

    nonisolated let length: Length
    private let server: String
    private var remaining: Int64
    private var source: Source

    private enum Source {
        case bytes(ArraySlice<UInt8>)
        case file(BodyFile)
        case stream(@Sendable () async throws -> [UInt8]?)
    }

    private static let pieceBytes = 256 * 1024

    /// A body that is read from a file.
    init(_ file: BodyFile, server: String) {
        self.server = server
        source = .file(file)
        length = .known(file.length)
        remaining = file.length
    }

    /// - Throws: ``TransportError`` with the code `badRequestBody` for a file that cannot be read.
    init(_ body: OutgoingBody, server: String) async throws {
        self.server = server
        switch body {
        case .empty:
            source = .bytes([])
            length = .none
            remaining = 0
        case .bytes(let bytes):
            source = .bytes(bytes[...])
            length = .known(Int64(bytes.count))
            remaining = Int64(bytes.count)
        case .file(let path):
            let file = try await BodyFile.open(path, server: server)
            source = .file(file)
            length = .known(file.length)
            remaining = file.length
        case .stream(let count, let next):
            source = .stream(next)
            length = count.map { .known($0) } ?? .chunked
            remaining = count ?? .max
        }
    }

    nonisolated var isChunked: Bool {
        if case .chunked = length { true } else { false }
    }

    /// The next bytes, never empty; nil at the end.
    func next() async throws -> [UInt8]? {
        guard let bytes = try await read() else {
            guard isChunked || remaining == 0 else {
                throw TransportError(
                    .badRequestBody, server: server, message: "the body ended \(remaining) bytes before its length")
            }
            return nil
        }
        guard isChunked || Int64(bytes.count) <= remaining else {
            throw TransportError(.badRequestBody, server: server, message: "the body is longer than its length")
        }
        if !isChunked { remaining -= Int64(bytes.count) }
        return bytes
    }

    private func read() async throws -> [UInt8]? {
        switch source {
        case .bytes(let rest):
            guard !rest.isEmpty else { return nil }
            let piece = rest.prefix(Self.pieceBytes)
            source = .bytes(rest[piece.endIndex...])
            return Array(piece)
        case .file(let file):
            // A file that grows is sent as long as it was.
            let count = Int(min(remaining, Int64(Self.pieceBytes)))
            guard count > 0 else { return nil }
            let bytes = try await file.read(count)
            return bytes.isEmpty ? nil : bytes
        case .stream(let next):
            while let bytes = try await next() {
                if !bytes.isEmpty { return bytes }
            }
            return nil
        }
    }
}
