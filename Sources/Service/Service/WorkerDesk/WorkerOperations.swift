import API
import HTTPServer
import HTTPTypes
import Jobs
import Storage

extension Operation {
    static let workerOperations: [Operation] = [
        Operation(
            method: .get, path: "/v1/workers", id: "listWorkers", summary: "Lists workers and what they hold.",
            tag: "workers", query: QueryParameter.page(of: .worker), headers: [.ifNoneMatch],
            outcomes: [Outcome(200, "A page.", .json("WorkerPage"))],
            desk: \.workers
        ) { call, desk in
            let page = try call.query { $0.page(of: .worker) }
            return try call.listing(
                try await desk.store.read { transaction in
                    try API.Page(transaction.workers(page: page)) { record in
                        WorkerResource(
                            record, in: desk.jobs, holding: try transaction.attemptsUnderWay(of: record.id).map(\.job))
                    }
                })
        },
        .ofWorker(
            "/v1/workers", "registerWorker", "Makes a worker known.", "WorkerRegistration",
            Outcome(201, "The worker.", .json("WorkerResource"))
        ) { call, desk in
            let body = try await call.body(WorkerRegistration.self)
            let record = try await desk.jobs.register(
                WorkerDescription(
                    name: body.name, host: body.host, pid: body.pid, threads: body.threads,
                    kernelPath: body.kernelPath))
            return try Answer(.created, location: "/v1/workers/\(record.id)", WorkerResource(record, in: desk.jobs))
                .response
        },
        .ofWorker(
            "/v1/workers/{id}:lease", "leaseJobs", "Hands out jobs, waiting for one if the queue is empty.",
            "LeaseRequest", Outcome(200, "The leases.", .json("LeaseResponse"))
        ) { call, desk in
            let body = try await call.body(LeaseRequest.self)
            return try Answer(.ok, try await call.lease(body, desk)).response
        },
        .ofWorker(
            "/v1/workers/{id}:heartbeat", "heartbeat", "Keeps leases, tells progress, and hears what to stop.",
            "HeartbeatRequest", Outcome(200, "What is lost, and what to cancel.", .json("HeartbeatResponse"))
        ) { call, desk in
            let body = try await call.body(HeartbeatRequest.self)
            let worker = try await call.worker()
            return try Answer(
                .ok,
                try await call.waiting(body.waitSeconds, as: .worker) {
                    try await desk.heartbeat(body, worker: worker, waiting: $0 ?? 0)
                }
            ).response
        },
        .ofWorker(
            "/v1/workers/{id}:complete", "completeJob", "Hands in a result.", "CompletionRequest",
            Outcome(204, "Taken, or dropped because the job was cancelled.")
        ) { call, desk in
            let body = try await call.body(CompletionRequest.self)
            _ = try await call.worker()
            try await desk.complete(body)
            return Response(.noContent)
        },
        .ofWorker(
            "/v1/workers/{id}:fail", "failJob", "Gives a job back without a result.", "FailureRequest",
            Outcome(204, "Taken.")
        ) { call, desk in
            let body = try await call.body(FailureRequest.self)
            _ = try await call.worker()
            try await desk.fail(body)
            return Response(.noContent)
        },
        .ofWorker(
            "/v1/workers/{id}:leave", "leaveWorker",
            "Says that a worker stops: what it holds is queued again, unharmed.",
            nil, Outcome(204, "Taken.")
        ) { call, desk in
            _ = try await call.body(EmptyBody.self, or: EmptyBody())
            try await desk.jobs.workerEnded(call.worker(), .stopped)
            return Response(.noContent)
        },
    ]

    /// An operation that needs the worker token.
    private static func ofWorker(
        _ path: String, _ id: String, _ summary: String, _ schema: String?, _ outcome: Outcome,
        _ answer: @escaping @Sendable (Call, WorkerDesk) async throws -> Response
    ) -> Operation {
        Operation(
            method: .post, path: path, id: id, summary: summary, tag: "workers",
            body: schema.map { .json($0) } ?? .none, outcomes: [outcome],
            problems: [.unauthorized, .leaseLost, .stateConflict, .notFound], forWorkers: true, desk: \.workers
        ) { call, desk in
            try call.noQuery()
            return try await answer(call, desk)
        }
    }
}

extension Call {
    fileprivate func worker() async throws -> Identifier {
        try await identifier(.worker)
    }

    /// Hands out jobs; without any, and without a place to wait for one, asks the worker to come back.
    fileprivate func lease(_ body: LeaseRequest, _ desk: WorkerDesk) async throws -> LeaseResponse {
        let worker = try await worker()
        let (response, waited) = try await waiting(body.waitSeconds, as: .worker) { seconds in
            (try await desk.lease(body, worker: worker, waiting: seconds ?? 0), seconds)
        }
        guard response.leases.isEmpty, body.waitSeconds > 0, waited == 0 else { return response }
        throw WaitingPlaces.problem
    }
}
