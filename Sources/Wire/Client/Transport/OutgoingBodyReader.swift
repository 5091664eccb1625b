import Foundation

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
        case file(FileHandle, path: String)
        case stream(@Sendable () async throws -> [UInt8]?)
    }

    private static let pieceBytes = 256 * 1024

    init(_ body: OutgoingBody, server: String) throws {
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
            guard let handle = FileHandle(forReadingAtPath: path), let end = try? handle.seekToEnd(),
                (try? handle.seek(toOffset: 0)) != nil
            else {
                throw TransportError(.badRequestBody, server: server, message: "the file \(path) cannot be read")
            }
            source = .file(handle, path: path)
            length = .known(Int64(end))
            remaining = Int64(end)
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
        case .file(let handle, let path):
            // A file that grows is sent as long as it was.
            let count = Int(min(remaining, Int64(Self.pieceBytes)))
            guard count > 0 else { return nil }
            do {
                let data = try handle.read(upToCount: count)
                return data.flatMap { $0.isEmpty ? nil : [UInt8]($0) }
            } catch {
                throw TransportError(.badRequestBody, server: server, message: "\(path) cannot be read: \(error)")
            }
        case .stream(let next):
            while let bytes = try await next() {
                if !bytes.isEmpty { return bytes }
            }
            return nil
        }
    }
}
