import HTTPServer
import Synchronization

/// The memory that bodies may take, over all connections, until they have been acted on.
///
/// Without a common limit, as many as there are connections could stand half sent, or wait to be parsed, and hold the
/// longest body each.
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
    /// - Returns: the body, which holds its share until it is released.
    /// - Throws: ``Problem`` 503 when the budget is used up by others, 413 as ``RequestBody`` does.
    func collect(_ body: RequestBody, upTo bound: Int) async throws -> HeldBody {
        if let length = body.declaredLength, length > Int64(bound) { throw RequestBody.tooLarge(limit: Int64(bound)) }
        let share = Share(of: self)
        var bytes: [UInt8] = []
        // Untouched memory costs nothing: only what has arrived does. An array that grows by itself takes up to twice
        // its bytes.
        if let length = body.declaredLength { bytes.reserveCapacity(Int(length)) }
        for try await piece in body {
            let count = bytes.count + piece.count
            guard count <= bound else { throw RequestBody.tooLarge(limit: Int64(bound)) }
            let needed = body.declaredLength == nil && count > bytes.capacity ? max(count, 2 * bytes.capacity) : count
            guard share.grow(to: needed) else {
                throw Problem.later(
                    .unavailable, "Bodies that arrive or are being read take all \(limit) bytes that they may.",
                    seconds: 5)
            }
            if body.declaredLength == nil { bytes.reserveCapacity(min(needed, max(bound, count))) }
            bytes += piece
        }
        return HeldBody(bytes, share)
    }

    private func take(_ count: Int, upTo own: Int) -> Bool {
        held.withLock { held in
            guard held + count <= limit || own <= Self.alwaysAllowed else { return false }
            held += count
            return true
        }
    }

    private func giveBack(_ count: Int) {
        held.withLock { $0 -= count }
    }

    /// What one body holds of the budget; given back with the last reference to it.
    final class Share: Sendable {
        private let budget: BodyBudget
        private let count = Mutex(0)

        fileprivate init(of budget: BodyBudget) { self.budget = budget }

        deinit { release() }

        /// Holds so much from now on, if there is room for it; never less than before.
        fileprivate func grow(to total: Int) -> Bool {
            count.withLock { count in
                guard total > count else { return true }
                guard budget.take(total - count, upTo: total) else { return false }
                count = total
                return true
            }
        }

        fileprivate func release() {
            count.withLock { count in
                budget.giveBack(count)
                count = 0
            }
        }
    }
}

/// A body that has been read whole, with its share of the budget.
final class HeldBody: Sendable {
    private let content: Mutex<[UInt8]>
    private let share: BodyBudget.Share

    fileprivate init(_ bytes: [UInt8], _ share: BodyBudget.Share) {
        content = Mutex(bytes)
        self.share = share
    }

    /// Empty once it has been released.
    var bytes: [UInt8] { content.withLock { $0 } }

    /// Lets the bytes go: whoever needed them has acted on them.
    func release() {
        content.withLock { $0 = [] }
        share.release()
    }
}
