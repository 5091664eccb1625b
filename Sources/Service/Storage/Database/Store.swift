import Dispatch
import GRDB
import Synchronization

/// Everything that is small, in one SQLite file: `assay.sqlite` in the data folder.
///
/// One process holds the folder, and one connection of that process writes and checkpoints. Reads go through other
/// connections, which are opened read-only: SQLite lets such a connection neither write nor checkpoint, not even when
/// it is closed last. Debian 12's SQLite 3.40 needs this: two connections that write or checkpoint at the same instant
/// can corrupt a database in WAL mode (mended upstream in 3.51.3).
///
/// All work on the database runs on queues of its own, never on Swift's cooperative pool.
public final class Store: Sendable {
    /// What can be chosen about a store.
    public struct Configuration: Hashable, Sendable {
        /// Below this many free bytes in the data folder nothing more is accepted.
        public var minimumFreeBytes: Int64 = 256 << 20
        /// How many reads go on at once.
        public var readerCount = 4
        /// How long a statement waits for a lock, in seconds.
        public var busyTimeoutSeconds = 10.0
        /// How many writes that wait at the same time share one commit, and so one sync of the disk.
        public var writesPerCommit = 64

        public init() {}
    }

    /// What is large, in files named by their content.
    public let blobs: BlobStore
    let configuration: Configuration
    let files: any FileSystem
    let pool: DatabasePool
    let commits: GroupCommit
    let damage = DatabaseDamage()
    private let folder: DataFolder
    private let isClosed = Flag()

    /// Opens the data folder, making what is not there, and brings the schema to the latest version.
    ///
    /// Blocks the calling thread.
    /// - Throws: ``StorageError`` with code `locked` if another process holds the folder, `unsupported` if a later
    ///   version wrote the database, `corrupted` or `failed` if it cannot be used.
    public init(
        folder path: String, configuration: Configuration = Configuration(),
        files: any FileSystem = LocalFileSystem()
    ) throws {
        self.configuration = configuration
        self.files = files
        folder = try DataFolder(path: path)
        blobs = try BlobStore(folder: path, files: files, minimumFreeBytes: configuration.minimumFreeBytes)
        do {
            let file = path + "/assay.sqlite"
            try Self.checkIsWhole(file, besides: blobs)
            pool = try Self.open(file, configuration)
            try pool.writeWithoutTransaction { [blobs] database in
                try Self.prepareWriter(database, file: file)
                if try Int.fetchOne(database, sql: "PRAGMA user_version") == 0, try blobs.hasAny() {
                    throw StorageError(
                        .corrupted, subject: file,
                        message: "holds no tables of this service, and the folder holds blobs: restore the database "
                            + "from a backup, or move the folder away to begin anew")
                }
                try Schema.migrate(database, file: file)
            }
            commits = GroupCommit(
                pool: pool, removedBlobs: blobs.removed, writesPerCommit: configuration.writesPerCommit)
        } catch let error as DatabaseError {
            throw StorageError(error)
        }
    }

    /// Closes every connection, and then lets others have the folder.
    ///
    /// Does nothing the second time. Blocks the calling thread until what is under way has ended.
    public func close() throws {
        try Self.close(pool, folder, isClosed)
    }

    deinit {
        // The folder stays held until the last connection is closed, for closing may write. Not on this thread: it may
        // be one of the queues that closing waits for.
        DispatchQueue.global().async { [pool, folder, isClosed] in
            do { try Self.close(pool, folder, isClosed) } catch {
                // There is nobody to tell any more; the lock ends with the process.
                withExtendedLifetime(folder) {}
            }
        }
    }

    private static func close(_ pool: DatabasePool, _ folder: DataFolder, _ isClosed: Flag) throws {
        guard isClosed.raise() else { return }
        do {
            // The writer is closed before the last reader, and so does not empty the WAL by itself.
            try pool.barrierWriteWithoutTransaction { _ = try $0.checkpoint(.truncate) }
            try pool.close()
            folder.release()
        } catch let error as DatabaseError { throw StorageError(error) }
    }

    /// Refuses with code `full` when the disk is low: to be asked before anything is accepted.
    public func checkSpace() throws {
        try blobs.checkSpace()
    }

    /// Refuses a folder that holds blobs and no database: what they are is lost, and a new database would hide that.
    private static func checkIsWhole(_ file: String, besides blobs: BlobStore) throws {
        let size = try blobs.files.size(of: file)
        guard size == nil || size == 0, try blobs.hasAny() else { return }
        throw StorageError(
            .corrupted, subject: file,
            message: "is \(size == nil ? "missing" : "empty"), and the folder holds blobs: restore the database from a "
                + "backup, or move the folder away to begin anew")
    }

    private static func open(_ file: String, _ configuration: Configuration) throws -> DatabasePool {
        var settings = GRDB.Configuration()
        settings.foreignKeysEnabled = true
        settings.busyMode = .timeout(configuration.busyTimeoutSeconds)
        settings.maximumReaderCount = configuration.readerCount
        settings.label = "assay"
        return try DatabasePool(path: file, configuration: settings)
    }

    /// `synchronous` is set after opening, for GRDB sets `NORMAL` when it turns the WAL on, behind `prepareDatabase`.
    private static func prepareWriter(_ database: Database, file: String) throws {
        try database.execute(sql: "PRAGMA synchronous = FULL")
        let synchronous = try Int.fetchOne(database, sql: "PRAGMA synchronous")
        let journal = try String.fetchOne(database, sql: "PRAGMA journal_mode")
        guard synchronous == 2, journal == "wal" else {
            throw StorageError(
                .unsupported, subject: file,
                message: "journal_mode is \(journal ?? "unknown") and synchronous \(synchronous ?? -1), not wal and 2")
        }
    }
}

/// Raised once.
private final class Flag: Sendable {
    private let isRaised = Mutex(false)

    /// - Returns: whether it was not raised before.
    func raise() -> Bool {
        isRaised.withLock { isRaised in
            defer { isRaised = true }
            return !isRaised
        }
    }
}
