import API
import HTTPServer
import HTTPTypes
import Jobs
import Storage
import Words

extension Operation {
    static let jobOperations: [Operation] = [
        Operation(
            method: .get, path: "/v1/jobs", id: "listJobs", summary: "Lists jobs, without their attempts.",
            tag: "jobs",
            query: QueryParameter.page(of: .job) + [
                .createdAfter, .words("state", JobState.self, "only in this state"),
                .words("kind", JobKind.self, "only of this kind"),
            ],
            headers: [.ifNoneMatch], outcomes: [Outcome(200, "A page.", .json("JobPage"))],
            desk: \.jobs
        ) { call, desk in
            let (page, filter) = try call.query { query in
                (
                    query.page(of: .job),
                    JobFilter(
                        state: query.word("state"), kind: query.word("kind"),
                        createdAfter: query.moment("created_after"))
                )
            }
            let records = try await desk.store.read { try $0.jobs(filter, page: page) }
            return try call.listing(API.Page(records) { try JobResource(desk.jobs.latest($0)) })
        },
        Operation(
            method: .get, path: "/v1/jobs/{id}", id: "readJob",
            summary: "Reads a job with its attempts, once it has finished or the wait is over.", tag: "jobs",
            query: [.wait], headers: [.ifNoneMatch],
            outcomes: [Outcome(200, "The job.", .json("JobResource"))], problems: [.notFound],
            desk: \.jobs
        ) { call, desk in
            let seconds = try call.query { $0.seconds("wait") }
            let id = try await call.identifier(.job)
            try await call.waiting(seconds) { [waiting = call.context.waiting] seconds in
                if let seconds { try await waiting.wait(for: [id], seconds: seconds) }
            }
            return try call.reading(try await desk.resource(id))
        },
        Operation(
            method: .post, path: "/v1/jobs/{id}:cancel", id: "cancelJob",
            summary: "Stops a job; a worker that has begun it stops as soon as it can.", tag: "jobs",
            headers: [.idempotencyKey],
            outcomes: [Outcome(200, "The job.", .json("JobResource"))], problems: [.notFound, .stateConflict],
            desk: \.jobs
        ) { call, desk in
            try await call.changingJob { try desk.cancel($0, in: $1) }
        },
        Operation(
            method: .post, path: "/v1/jobs:cancel", id: "cancelJobs",
            summary: """
                Stops every job that a label, pool, kind or state names, or a study with its jobs. What somebody else has \
                asked for too goes on.
                """,
            tag: "jobs", body: .json("JobCancellation"),
            outcomes: [Outcome(200, "What is stopped.", .json("JobCancellationResource"))],
            desk: \.jobCancelling
        ) { call, desk in
            try call.noQuery()
            return try Answer(.ok, try await desk.cancel(try await call.body(JobCancellation.self))).response
        },
        Operation(
            method: .post, path: "/v1/jobs/{id}:retry", id: "retryJob",
            summary: "Queues a job again that failed, was cancelled or expired.", tag: "jobs",
            headers: [.idempotencyKey],
            outcomes: [Outcome(200, "The job.", .json("JobResource"))], problems: [.notFound, .stateConflict],
            desk: \.jobs
        ) { call, desk in
            try await call.changingJob { try desk.retry($0, in: $1) }
        },
        Operation(
            method: .get, path: "/v1/jobs/{id}/events", id: "followJob",
            summary: """
                Tells what becomes of a job until it ends: `state` events with ids, and `progress` events without. A comment \
                comes every 15 seconds.
                """,
            tag: "jobs", headers: [.lastEventID], outcomes: [Outcome(200, "The events.", .events)],
            problems: [.notFound, .invalidHeader],
            desk: \.jobs
        ) { call, desk in try await call.followJob(desk) },
    ]
}

extension Call {
    fileprivate func changingJob(
        _ change: @escaping @Sendable (Identifier, Transaction) throws -> JobResource
    ) async throws -> Response {
        let id = try await identifier(.job)
        return try await changing { try Answer(.ok, change(id, $0)) }
    }

    fileprivate func followJob(_ desk: JobDesk) async throws -> Response {
        try noQuery()
        let id = try await identifier(.job)
        _ = try await desk.resource(id)
        var last = 0
        if let text = request.fields[.lastEventID], !text.isEmpty {
            guard let sequence = Int(text), sequence >= 0 else {
                throw Problem(
                    .invalidHeader, "Last-Event-ID is \"\(text.prefix(80))\"; expected the id of an event of this job.")
            }
            last = sequence
        }
        guard let place = context.waitingPlaces.take(.client, for: request) else { throw WaitingPlaces.problem }
        let events = desk.jobs.events(of: id, after: last)
        return Response(
            .ok, fields: [.cacheControl: "no-store"],
            body: .events { writer in
                defer { withExtendedLifetime(place) {} }
                var renderer = JobEventRenderer(desk: desk, job: id)
                for try await event in events { try await writer.write(try await renderer.render(event)) }
            })
    }
}

/// Puts what becomes of a job into events of a stream.
private struct JobEventRenderer {
    let desk: JobDesk
    let job: Identifier
    var state = JobState.queued

    init(desk: JobDesk, job: Identifier) {
        self.desk = desk
        self.job = job
    }

    mutating func render(_ event: JobEvent) async throws -> ServerSentEvent {
        switch event {
        case .transition(let transition):
            state = transition.to
            let record = try await desk.store.read { [job] in try $0.job(job) }.map(desk.jobs.latest)
            return try encoded(
                JobEventResource(
                    job: job.text, state: state, progress: record?.progress,
                    error: state == .failed ? record?.failure.map { WorkError($0) } : nil, at: transition.at.date),
                id: String(transition.sequence), name: "state")
        case .progress(let share):
            // Progress is told of work that is under way; a stream that was taken up again has not been told so.
            if state == .queued { state = .running }
            return try encoded(
                JobEventResource(
                    job: job.text, state: state, progress: share, error: nil, at: desk.time.now().date),
                id: nil, name: "progress")
        }
    }

    private func encoded(_ resource: JobEventResource, id: String?, name: String) throws -> ServerSentEvent {
        ServerSentEvent(id: id, name: name, data: String(decoding: try JSONCoder.encode(resource), as: UTF8.self))
    }
}
