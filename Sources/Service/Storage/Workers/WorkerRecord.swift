/// A process that does jobs.
public struct WorkerRecord: Hashable, Sendable {
    public var id: Identifier
    /// Unique among all that ever were: a process that starts again takes another.
    public var name: String
    /// The machine that it runs on.
    public var host: String
    /// Its process id there.
    public var pid: Int
    /// Threads that it computes with.
    public var threads: Int
    /// The processor path and library versions that it computes with.
    public var kernelPath: String
    public var registeredAt: Timestamp
    /// When it was last heard of, as stored: up to a third of a lease ago.
    public var lastSeenAt: Timestamp
    /// When it died or left; `nil` while it lives.
    public var goneAt: Timestamp?

    public init(
        id: Identifier, name: String, host: String, pid: Int, threads: Int, kernelPath: String,
        registeredAt: Timestamp, lastSeenAt: Timestamp, goneAt: Timestamp? = nil
    ) {
        self.id = id
        self.name = name
        self.host = host
        self.pid = pid
        self.threads = threads
        self.kernelPath = kernelPath
        self.registeredAt = registeredAt
        self.lastSeenAt = lastSeenAt
        self.goneAt = goneAt
    }
}
