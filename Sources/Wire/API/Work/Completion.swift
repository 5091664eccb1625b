public import StrictJSON

/// The body of `POST /v1/workers/{id}:complete`.
public struct CompletionRequest: Encodable, Hashable, Sendable {
    /// The job's id.
    public var job: String
    /// The attempt's number, from 1.
    public var attempt: Int
    /// Proof of the lease; every write of the worker carries it.
    public var leaseToken: String
    /// What came of the task.
    public var result: TaskResult

    public init(job: String, attempt: Int, leaseToken: String, result: TaskResult) {
        self.job = job
        self.attempt = attempt
        self.leaseToken = leaseToken
        self.result = result
    }
}

extension CompletionRequest: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let job = fields.required("job", as: String.self)
        let attempt = fields.required("attempt", as: Int.self, check: .within(1...1_000_000))
        let token = fields.required("lease_token", as: String.self)
        let result = fields.required("result", as: TaskResult.self)
        guard let job, let attempt, let token, let result else { return nil }
        self.init(job: job, attempt: attempt, leaseToken: token, result: result)
    }
}

/// The body of `POST /v1/workers/{id}:fail`.
public struct FailureRequest: Codable, Hashable, Sendable {
    /// The job's id.
    public var job: String
    /// The attempt's number, from 1.
    public var attempt: Int
    /// Proof of the lease; every write of the worker carries it.
    public var leaseToken: String
    /// Why it failed; missing unless it did.
    public var error: WorkError

    public init(job: String, attempt: Int, leaseToken: String, error: WorkError) {
        self.job = job
        self.attempt = attempt
        self.leaseToken = leaseToken
        self.error = error
    }
}

extension FailureRequest: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let job = fields.required("job", as: String.self)
        let attempt = fields.required("attempt", as: Int.self, check: .within(1...1_000_000))
        let token = fields.required("lease_token", as: String.self)
        let error = fields.required("error", as: WorkError.self)
        guard let job, let attempt, let token, let error else { return nil }
        self.init(job: job, attempt: attempt, leaseToken: token, error: error)
    }
}
