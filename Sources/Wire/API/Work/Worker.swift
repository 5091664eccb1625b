public import Foundation
public import StrictJSON

/// The body of `POST /v1/workers`.
public struct WorkerRegistration: Codable, Hashable, Sendable {
    public var name: String
    public var pid: Int
    public var host: String
    public var threads: Int
    /// The processor type and library versions that its scores are computed with.
    public var kernelPath: String

    public init(name: String, pid: Int, host: String, threads: Int, kernelPath: String) {
        self.name = name
        self.pid = pid
        self.host = host
        self.threads = threads
        self.kernelPath = kernelPath
    }
}

extension WorkerRegistration: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let name = fields.required("name", as: String.self, check: Check.name)
        let pid = fields.required("pid", as: Int.self, check: Check.within(1...Int.max))
        let host = fields.required("host", as: String.self, check: Check.name)
        let threads = fields.required("threads", as: Int.self, check: Check.within(1...4_096))
        let kernelPath = fields.required("kernel_path", as: String.self, check: Check.noLongerThan(1_000))
        guard let name, let pid, let host, let threads, let kernelPath else { return nil }
        self.init(name: name, pid: pid, host: host, threads: threads, kernelPath: kernelPath)
    }
}

/// A process that pulls work.
public struct WorkerResource: Codable, Hashable, Sendable {
    public enum State: String, Codable, Hashable, Sendable, CaseIterable {
        /// Seen lately.
        case alive
        /// Ended, or not seen for longer than a lease.
        case gone
    }

    public var id: String
    public var name: String
    public var pid: Int
    public var host: String
    public var threads: Int
    public var kernelPath: String
    public var state: State
    /// Jobs that it holds a lease on.
    public var jobs: [String]
    public var registeredAt: Date
    public var seenAt: Date

    public init(
        id: String, name: String, pid: Int, host: String, threads: Int, kernelPath: String, state: State,
        jobs: [String], registeredAt: Date, seenAt: Date
    ) {
        self.id = id
        self.name = name
        self.pid = pid
        self.host = host
        self.threads = threads
        self.kernelPath = kernelPath
        self.state = state
        self.jobs = jobs
        self.registeredAt = registeredAt
        self.seenAt = seenAt
    }
}
