/// What the service allows.
public struct ServiceConfiguration: Hashable, Sendable {
    /// Folders from which checkpoints may be imported, as absolute paths.
    ///
    /// Links are resolved on use.
    public var importFolders: [String]
    /// Where uploads that are not whole yet are kept: a folder on the disk of the blobs.
    public var uploadFolder: String
    /// Largest JSON body in bytes.
    public var jsonBytes: Int64
    /// Bytes that JSON bodies may take until they have been acted on, over all connections.
    public var bodyMemoryBytes: Int
    /// Largest blob in bytes.
    public var blobBytes: Int64
    /// Jobs that may wait; beyond it submissions are answered 429.
    public var queuedJobs: Int
    /// How many attempts at a job may fail before it fails for good.
    public var attempts: Int
    /// Longest wait that `Prefer: wait` and `?wait=` are granted, in seconds.
    public var longestWaitSeconds: Double
    /// Clients' requests that may wait at once, event streams with them; further ones do not wait.
    public var waitingClients: Int
    /// Requests of workers that may wait at once, without those over reserved connections.
    public var waitingWorkers: Int
    /// How long an `Idempotency-Key` is kept, in seconds.
    public var idempotencySeconds: Int64
    /// How many blobs or checkpoints are read at once.
    public var blockingWidth: Int
    /// What workers send as `Authorization: Bearer`.
    public var workerToken: String
    /// Names under which the service is reached, beyond this machine's own and addresses.
    public var serverNames: [String]

    public init(
        importFolders: [String] = [], uploadFolder: String, jsonBytes: Int64 = 16 << 20,
        bodyMemoryBytes: Int = 256 << 20, blobBytes: Int64 = 1 << 40,
        queuedJobs: Int = 1_000_000, attempts: Int = 5, longestWaitSeconds: Double = 300,
        waitingClients: Int = 512, waitingWorkers: Int = 256,
        idempotencySeconds: Int64 = 24 * 3600, blockingWidth: Int = 4, workerToken: String, serverNames: [String] = []
    ) {
        self.importFolders = importFolders
        self.uploadFolder = uploadFolder
        self.jsonBytes = jsonBytes
        self.bodyMemoryBytes = bodyMemoryBytes
        self.blobBytes = blobBytes
        self.queuedJobs = queuedJobs
        self.attempts = attempts
        self.longestWaitSeconds = longestWaitSeconds
        self.waitingClients = waitingClients
        self.waitingWorkers = waitingWorkers
        self.idempotencySeconds = idempotencySeconds
        self.blockingWidth = blockingWidth
        self.workerToken = workerToken
        self.serverNames = serverNames
    }
}
