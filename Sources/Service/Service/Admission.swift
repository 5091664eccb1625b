import Storage
import Synchronization
import Words

/// Roughly how many jobs wait: counted at most once a second, so that admission costs nothing when many submit.
final class QueueGauge: Sendable {
    private struct Reading {
        var count = 0
        var at: Timestamp?
    }

    private let reading = Mutex(Reading())

    /// Counts, if the last count is old, and adds what is about to be queued if there is room for it.
    ///
    /// - Returns: how many wait, without those that are about to be queued.
    func waiting(
        adding count: Int, upTo limit: Int, at now: Timestamp, in transaction: Transaction
    ) throws -> Int {
        let isFresh = reading.withLock { reading in
            reading.at.map { now < $0.advanced(by: .seconds(1)) && now >= $0 } ?? false
        }
        let counted = isFresh ? nil : try transaction.jobCount(in: .queued)
        return reading.withLock { reading in
            if let counted { reading = Reading(count: counted, at: now) }
            // What is refused is never queued.
            defer { if reading.count + count <= limit { reading.count += count } }
            return reading.count
        }
    }
}

/// Refuses what the queue has no room for: 429.
struct Admission: Sendable {
    let gauge: QueueGauge
    let time: any TimeSource
    /// Jobs that may wait; `nil` for what was admitted before.
    var limit: Int?

    /// - Parameter count: How many jobs are about to be queued.
    func admit(_ count: Int, in transaction: Transaction) throws {
        guard count > 0, let limit else { return }
        let waiting = try gauge.waiting(adding: count, upTo: limit, at: time.now(), in: transaction)
        guard waiting + count <= limit else {
            throw Problem.later(
                .queueFull, "\(waiting) jobs wait and \(count) more would; the limit is \(limit).", seconds: 30)
        }
    }
}
