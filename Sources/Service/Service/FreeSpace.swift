import Storage

/// Refuses what writes while the disk is nearly full: 507, and reads go on.
struct FreeSpace: Sendable {
    let store: Store
    let blocking: BlockingQueue

    /// - Throws: `StorageError` with code `diskLow`.
    func check() async throws {
        try await blocking.run { [store] in try store.checkSpace() }
    }
}
