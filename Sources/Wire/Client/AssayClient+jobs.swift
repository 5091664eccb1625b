public import API
public import Words

extension AssayClient {
    /// A job.
    ///
    /// - Parameter wait: how long the service may hold its answer back until the job has ended.
    public func job(_ id: String, wait: Duration? = nil) async throws -> JobResource {
        try await read("/v1/jobs/\(Call.escape(id))", wait: wait)
    }

    /// Every job that passes the filters.
    public func jobs(kind: JobKind? = nil, state: JobState? = nil) -> ItemSequence<JobResource> {
        list("/v1/jobs", filters: [("kind", kind?.rawValue), ("state", state?.rawValue)])
    }

    /// Waits until a job has ended, well or not.
    public func finishedJob(_ id: String) async throws -> JobResource {
        try await finished {
            try await job(id, wait: Self.longPoll)
        } isFinal: {
            $0.state.isFinal
        }
    }

    /// Asks that a job be stopped; it may still be `cancelling` when this returns.
    public func cancelJob(_ id: String) async throws -> JobResource {
        try await act("/v1/jobs/\(Call.escape(id)):cancel")
    }

    /// Asks that every job be stopped that is meant, or only has them counted.
    public func cancelJobs(_ cancellation: JobCancellation) async throws -> JobCancellationResource {
        try await json(of: .post("/v1/jobs:cancel", json: JSONCoder.encode(cancellation), isRepeatable: true))
    }

    /// Queues a job again that failed, was cancelled or expired.
    public func retryJob(_ id: String) async throws -> JobResource {
        try await act("/v1/jobs/\(Call.escape(id)):retry")
    }
}
