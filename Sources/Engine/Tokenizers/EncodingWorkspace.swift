import Synchronization

/// What one thread works with while it encodes a text, kept for the next: words that were met, and room to merge in.
final class EncodingWorkspace {
    private let cache = WordCache()
    private let work = MergeWork()

    /// Adds the ids of a word.
    @inline(__always)
    func encode(_ word: UnsafeBufferPointer<UInt8>, by model: BytePairModel, into ids: inout [Int32]) {
        guard word.count <= WordCache.longestWord else {
            model.encode(word, work: work)
            return ids.append(contentsOf: UnsafeBufferPointer(start: work.ids, count: work.count))
        }
        let hash = WordCache.hash(word)
        if let known = cache.ids(of: word, hash: hash) {
            if known.count == 1 { ids.append(known[0]) } else { ids.append(contentsOf: known) }
            return
        }
        model.encode(word, work: work)
        let new = UnsafeBufferPointer(start: work.ids, count: work.count)
        cache.store(word, hash: hash, ids: new)
        ids.append(contentsOf: new)
    }
}

/// Workspaces that wait for the next text: as many as threads ever encoded at once.
final class EncodingWorkspaces: Sendable {
    /// A workspace is used by one thread at a time: whoever borrowed it.
    private struct Idle: @unchecked Sendable {
        var workspaces: [EncodingWorkspace] = []
    }

    private let idle = Mutex(Idle())

    func borrow() -> EncodingWorkspace {
        idle.withLock { idle in Taken(workspace: idle.workspaces.popLast()) }.workspace ?? EncodingWorkspace()
    }

    func giveBack(_ workspace: EncodingWorkspace) {
        let taken = Taken(workspace: workspace)
        idle.withLock { idle in
            if let workspace = taken.workspace { idle.workspaces.append(workspace) }
        }
    }

    private struct Taken: @unchecked Sendable {
        let workspace: EncodingWorkspace?
    }
}
