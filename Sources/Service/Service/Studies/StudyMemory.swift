import Caching
import Storage
import Synchronization

/// The trials of studies as they were last read, so that a decision reads and decodes only those that have changed
/// since.
///
/// What is remembered was committed: a write may use it, and reads its own changes from the store, but adds nothing.
final class StudyMemory: Sendable {
    private struct Known {
        /// The study's version when its trials were read.
        let version: Int
        /// In order; the trial of number n has index n - 1.
        let trials: [StudyMaterial.StoredTrial]
    }

    private let known: Mutex<LeastRecentlyUsed<Identifier, Known>>
    private let decode: @Sendable (StudyTrialRecord) throws -> StudyMaterial.StoredTrial

    /// - Parameters:
    ///   - capacity: how many studies are remembered.
    ///   - decode: makes a trial of what is stored of it.
    init(
        capacity: Int = 32,
        decode: @escaping @Sendable (StudyTrialRecord) throws -> StudyMaterial.StoredTrial = {
            try StudyMaterial.StoredTrial($0)
        }
    ) {
        known = Mutex(LeastRecentlyUsed(capacity: capacity))
        self.decode = decode
    }

    /// Every trial of a study, in order.
    ///
    /// - Parameter isCommitted: whether the transaction sees nothing but what is committed, so that it may be
    ///   remembered.
    func trials(
        of study: StudyRecord, in transaction: Transaction, isCommitted: Bool
    ) throws -> [StudyMaterial.StoredTrial] {
        let before = known.withLock { $0.value(of: study.id) }
        var trials: [StudyMaterial.StoredTrial] = []
        if let before, before.version <= study.version {
            trials = before.trials
            for record in try transaction.trials(of: study.id, changedAfter: before.version) {
                let trial = try decode(record)
                if trials.indices.contains(record.number - 1) {
                    trials[record.number - 1] = trial
                } else {
                    trials.append(trial)
                }
            }
        } else {
            trials = try transaction.trials(of: study.id).map(decode)
        }
        if isCommitted, study.version >= before?.version ?? 0 {
            let read = Known(version: study.version, trials: trials)
            _ = known.withLock { $0.insert(read, for: study.id) }
        }
        return trials
    }
}
