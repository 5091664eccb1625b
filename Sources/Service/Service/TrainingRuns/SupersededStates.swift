import Hashing
import Logging
import Storage
import Synchronization

/// Removes the states of training runs that newer ones have replaced.
///
/// A run stores a state as large as its model and optimizer again and again: without this they fill the disk. The
/// latest of those that were replaced is kept until the next is: a heartbeat that was overtaken may tell of it once
/// more.
final class SupersededStates: Sendable {
    private let store: Store
    private let logger: Logger
    /// By run: the state that was replaced last.
    private let latest = Mutex<[Identifier: SHA256Digest]>([:])

    init(store: Store, logger: Logger) {
        self.store = store
        self.logger = logger
    }

    /// Takes in that a run's state has been replaced, in a transaction that may still be undone.
    func replaced(_ state: SHA256Digest?, of run: Identifier, in transaction: Transaction) {
        guard let state else { return }
        transaction.onCommit { [self] in
            let older = latest.withLock { latest in
                defer { latest[run] = state }
                return latest[run]
            }
            if let older, older != state { remove(older) }
        }
    }

    /// Takes in that a run has ended, and goes on from no state any more.
    func ended(_ run: Identifier, lastState: SHA256Digest?, in transaction: Transaction) {
        transaction.onCommit { [self] in
            let older = latest.withLock { $0.removeValue(forKey: run) }
            for state in Set([older, lastState].compactMap(\.self)) { remove(state) }
        }
    }

    /// Removes a state that nothing refers to; one that cannot be removed costs room, not the run.
    private func remove(_ state: SHA256Digest) {
        Task { [store, logger] in
            do {
                // Whoever told of the state may have named any blob.
                _ = try await store.removeUnreferenced([state])
            } catch {
                logger.warning("superseded state not removed", metadata: ["blob": "\(state.hex)", "error": "\(error)"])
            }
        }
    }
}
