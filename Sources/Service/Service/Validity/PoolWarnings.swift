import API
import Caching
import Statistics
import Storage
import Synchronization
import Words

/// What makes scores of a pool's merges doubtful.
enum PoolWarnings {
    /// Of its displacements, as far as they are measured, and of the general data.
    static func of(_ pool: PoolRecord, _ validity: ValidityRecord?) -> [ValidityWarning] {
        let displacements = (validity?.members ?? []).compactMap { member in
            KnownDisplacement.warning(about: member.delta).map {
                ValidityWarning(.displacement, partition: member.name, detail: $0)
            }
        }
        let share = pool.generalShare.flatMap(KnownGeneralShare.warning).map {
            ValidityWarning(.generalShare, detail: $0)
        }
        return displacements + (share.map { [$0] } ?? [])
    }

    /// Of its barriers on one evaluation set.
    static func of(_ barriers: BarriersResource) -> [ValidityWarning] {
        barriers.pairs.compactMap { pair in
            pair.warning.map {
                ValidityWarning(.barrier, partition: pair.first, other: pair.second, detail: $0)
            }
        }
    }
}

extension BarrierResource {
    fileprivate var warning: String? { LossBarrier(height: height, weight: weight, level: level).warning }
}

/// Barriers and warnings that can no longer change, so that an answer with warnings costs no look at the store.
final class KnownBarriers: Sendable {
    private struct Place: Hashable {
        let pool: Identifier
        let set: Identifier
    }

    private struct Known {
        var barriers = LeastRecentlyUsed<Place, BarriersResource>(capacity: 1_024)
        var warnings = LeastRecentlyUsed<Identifier, [ValidityWarning]>(capacity: 1_024)
    }

    private let known = Mutex(Known())

    func of(_ pool: Identifier, on set: Identifier) -> BarriersResource? {
        known.withLock { $0.barriers.value(of: Place(pool: pool, set: set)) }
    }

    func cache(_ barriers: BarriersResource, of pool: Identifier, on set: Identifier) {
        known.withLock { _ = $0.barriers.insert(barriers, for: Place(pool: pool, set: set)) }
    }

    func warnings(of pool: Identifier) -> [ValidityWarning]? {
        known.withLock { $0.warnings.value(of: pool) }
    }

    func cache(_ warnings: [ValidityWarning], of pool: Identifier) {
        known.withLock { _ = $0.warnings.insert(warnings, for: pool) }
    }
}

/// What makes the scores of a pool doubtful: warnings of displacements, general share and loss barriers.
struct PoolWarningReader: Sendable {
    let known: KnownBarriers
}

extension PoolWarningReader {
    /// What makes scores of a pool's merges on an evaluation set doubtful, as far as it has been measured.
    ///
    /// - Parameters:
    ///   - partitions: Those that the merge is of; every partition of the pool when `nil`.
    ///   - looksAtBarriers: Whether barriers are put together where they have not been yet: a thousand looks at the
    ///     store, too many for each item of a list.
    func warnings(
        of pool: Identifier, on set: Identifier, among partitions: Set<String>? = nil, looksAtBarriers: Bool = true,
        in transaction: Transaction
    ) throws -> [ValidityWarning] {
        var warnings: [ValidityWarning]
        if let known = known.warnings(of: pool) {
            warnings = known
        } else {
            guard let record = try transaction.pool(pool) else { throw TaskFault(subject: pool) }
            let validity = try transaction.validity(of: pool)
            warnings = PoolWarnings.of(record, validity)
            if validity?.state == .succeeded { known.cache(warnings, of: pool) }
        }
        if let barriers = known.of(pool, on: set) {
            warnings += PoolWarnings.of(barriers)
        } else if looksAtBarriers, try transaction.barriersAreWanted(of: pool, on: set),
            let view = try PoolView(pool, in: transaction)
        {
            warnings += PoolWarnings.of(try barriers(of: view, on: set, in: transaction))
        }
        return partitions.map(warnings.about) ?? warnings
    }
}

extension [ValidityWarning] {
    /// Those that name no other partitions than these.
    func about(_ partitions: Set<String>) -> [ValidityWarning] {
        filter { warning in [warning.partition, warning.other].allSatisfy { $0.map(partitions.contains) ?? true } }
    }
}
