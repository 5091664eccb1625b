import HTTPServer
import Synchronization

/// The memory that bodies may take while they arrive, over all connections.
///
/// A body is held until it is whole. Without a common limit, as many as there are connections could stand half sent and
/// hold the longest body each.
final class BodyBudget: Sendable {
    private let limit: Int
    private let held = Mutex(0)

    /// What a body may take even when the budget is used up, so that small requests go on.
    static let alwaysAllowed = 16 << 10

    init(limit: Int) {
        self.limit = limit
    }

    /// Bytes that are held at this moment.
    var heldBytes: Int { held.withLock { $0 } }

    /// Reads a body whole.
    ///
    /// - Throws: ``Problem`` 503 when the budget is used up by others, 413 as ``RequestBody`` does.
    func collect(_ body: RequestBody, upTo bound: Int) async throws -> [UInt8] {
        if let length = body.declaredLength, length > Int64(bound) { return try await body.collect(upTo: bound) }
        var bytes: [UInt8] = []
        defer { held.withLock { [count = bytes.count] in $0 -= count } }
        for try await piece in body {
            guard bytes.count + piece.count <= bound else { throw RequestBody.tooLarge(limit: Int64(bound)) }
            guard take(piece.count, holding: bytes.count) else {
                throw Problem.later(
                    .unavailable, "Bodies that are still arriving take all \(limit) bytes that they may.", seconds: 5)
            }
            bytes += piece
        }
        return bytes
    }

    private func take(_ count: Int, holding own: Int) -> Bool {
        held.withLock { held in
            guard held + count <= limit || own + count <= Self.alwaysAllowed else { return false }
            held += count
            return true
        }
    }
}
