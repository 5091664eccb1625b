public import Foundation
public import StrictJSON

/// The body of `POST /v1/workers`.
public struct WorkerRegistration: Codable, Hashable, Sendable {
    /// What the worker is called.
    public var name: String
    /// Its process id.
    public var pid: Int
    /// The machine that it runs on.
    public var host: String
    /// How many threads it computes with.
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
        let name = fields.required("name", as: String.self, check: .name)
        let pid = fields.required("pid", as: Int.self, check: .within(1...Int(Int32.max)))
        let host = fields.required("host", as: String.self, check: .name)
        let threads = fields.required("threads", as: Int.self, check: .within(1...4_096))
        let kernelPath = fields.required("kernel_path", as: String.self, check: .noLongerThan(1_000))
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

    /// Its id.
    public var id: String
    /// What people call it.
    public var name: String
    /// Its process id.
    public var pid: Int
    /// The machine that it runs on.
    public var host: String
    /// How many threads it computes with.
    public var threads: Int
    /// The library versions and processor type that computed it.
    public var kernelPath: String
    /// Where the work stands.
    public var state: State
    /// Jobs that it holds a lease on.
    public var jobs: [String]
    public var registeredAt: Date
    public var seenAt: Date

    public init(
        id: String, name: String, pid: Int, host: String, threads: Int, kernelPath: String,
        state: State,
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

extension WorkerResource: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.id: .id(.worker),
            .jobs: .ids(.job),
        ])
    }
}
