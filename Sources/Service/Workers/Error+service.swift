import API
import Client

/// What an error of the service says to a worker.
extension Error {
    /// Whether the same request may succeed later.
    var isTransient: Bool {
        switch self {
        case let error as ClientError: error.isTransient
        case let problem as ProblemResource: problem.status >= 500 || problem.status == 429
        default: false
        }
    }

    /// Whether the service failed, rather than being busy, full or out of reach, which passes.
    var isServiceFailure: Bool {
        guard let problem = self as? ProblemResource else { return false }
        return problem.status >= 500 && ![503, 507].contains(problem.status)
    }

    /// Whether the service said that the lease is another's.
    var isLeaseLost: Bool {
        (self as? ProblemResource)?.status == 409
    }

    /// Whether the service said that it knows no such worker, or has seen the end of it.
    var isUnknownWorker: Bool {
        [404, 409].contains((self as? ProblemResource)?.status)
    }
}
