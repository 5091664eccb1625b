import Checkpoints
import Synchronization

/// What a merge must know of a whole tensor before it can give a part of it: found once, by whichever thread asks
/// first.
///
/// Threads that ask for the same tensor wait for it; others go on. An error is not kept.
final class OncePerTensor<Value: Sendable>: Sendable {
    private final class Entry: Sendable {
        let value = Mutex<Value?>(nil)
    }

    private let entries: [TensorName: Entry]

    init(_ names: some Sequence<TensorName>) {
        entries = Dictionary(uniqueKeysWithValues: names.map { ($0, Entry()) })
    }

    /// The tensor's value; `nil` if it is not among those named.
    func value(of name: TensorName, finding find: () throws -> Value) throws -> Value? {
        try entries[name]?.value.withLock { known in
            if let known { return known }
            let found = try find()
            known = found
            return found
        }
    }
}
