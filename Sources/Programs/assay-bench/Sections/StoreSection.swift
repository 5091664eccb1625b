import Foundation
import Jobs
import Storage
import Words

/// What many rows cost the one writer, and those who read lists, beside what each may cost.
final class StoreSection: Section {
    let title = "Store and queue"
    private let filled: FilledStore
    private let count: Int
    private let studies = 20

    /// Times that each measurement takes, of which the longest, or the 99th percentile, counts.
    private static let repeats = 200

    init(_ bench: Bench, count: Int) throws {
        self.count = count
        let (folder, studies) = (try bench.work.fresh("store"), studies)
        filled = try awaited { try await FilledStore(folder: folder, count: count, studies: studies) }
    }

    var notes: [String] {
        [
            "\(count) evaluations that have ended, \(count) queued jobs, \(studies) running studies",
            "\(Self.repeats) times each; in the writer: from the beginning of a transaction to before its commit",
        ]
    }

    var contenders: [Contender] {
        [
            Contender(name: "required in the writer", unit: .milliseconds) { 1 },
            Contender(name: "required of a list", unit: .milliseconds) { 50 },
            Contender(name: "lease, in the writer, longest", unit: .milliseconds) { [self] in try lease() },
            Contender(name: "studies to advance, longest", unit: .milliseconds) { [self] in
                try milliseconds { _ = try $0.studiesToAdvance() }.last ?? 0
            },
            Contender(name: "list without a match, p99", unit: .milliseconds) { [self] in try list() },
        ]
    }

    var comparisons: [Comparison] {
        [
            Comparison(
                name: "lease / required", own: "lease, in the writer, longest", other: "required in the writer",
                target: 1),
            Comparison(
                name: "studies to advance / required", own: "studies to advance, longest",
                other: "required in the writer", target: 1),
            Comparison(
                name: "list without a match / required", own: "list without a match, p99", other: "required of a list",
                target: 1),
        ]
    }

    func check() throws -> [Agreement] { [] }

    /// The longest time that leasing one job holds the writer.
    private func lease() throws -> Double {
        let (store, queue, worker) = (filled.store, filled.queue, filled.worker)
        _ = store.takeWriterTimes()
        try awaited {
            for _ in 0..<Self.repeats { _ = try await queue.lease(worker: worker, maximum: 1) }
        }
        return store.takeWriterTimes().longest / .milliseconds(1)
    }

    /// Of lists that one condition matches all of, and another none.
    private func list() throws -> Double {
        let filters = [
            EvaluationFilter(state: .failed), EvaluationFilter(pool: filled.pools[1], state: .succeeded),
            EvaluationFilter(pool: filled.pools[1], evaluationSet: filled.set),
            EvaluationFilter(pool: filled.pools[0], state: .failed),
            EvaluationFilter(pool: filled.pools[1], label: "bench"),
        ]
        return try filters.map { filter in
            let times = try milliseconds { _ = try $0.evaluations(filter) }
            return times[times.count * 99 / 100]
        }.max() ?? 0
    }

    /// How long reads take, in order.
    private func milliseconds(_ read: @escaping @Sendable (Transaction) throws -> Void) throws -> [Double] {
        let store = filled.store
        return try awaited {
            try await store.read { transaction in
                try (0..<Self.repeats).map { _ in try seconds { try read(transaction) } * 1_000 }.sorted()
            }
        }
    }
}
