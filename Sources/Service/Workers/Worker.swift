public import API
public import Logging
import Retrying
import Synchronization

/// One worker process's loop: asks for work, does it, keeps its leases alive meanwhile, and hands results in.
///
/// Two tasks share the held leases: this loop, which awaits the work, and the heartbeat, which goes on while the work
/// blocks a thread of its own.
public final class Worker: Sendable {
    private let service: any WorkService
    private let executor: any JobExecutor
    private let registration: WorkerRegistration
    private let time: WorkerTime
    private let random: @Sendable () -> Double
    private let log: Logger
    private let held = HeldAssignments()
    private let stopping = Cancellation()
    /// The request for work that is under way; a stop breaks it off.
    private let asking = Mutex<Task<LeaseResponse, any Error>?>(nil)

    /// How long one request for work may wait.
    static let longestWait: Duration = .seconds(30)
    /// Work that takes no longer is done before the service need hear of it; nor is it asked more often.
    static let heartbeatInterval: Duration = .milliseconds(500)
    /// How long the service may keep a heartbeat open, to answer as soon as a job is cancelled; progress is told as
    /// often.
    static let openHeartbeat: Duration = .seconds(2)
    /// How long to wait before the service is asked again that did not answer: longer each time, and not at the moment
    /// at which every other worker comes back.
    static let backoff = Backoff(first: .seconds(1), longest: .seconds(10))
    /// How often a result is handed in to a service that fails at it.
    static let deliveries = 5

    /// - Parameter random: drawn evenly from 0..<1, for the pauses before the service is asked again.
    public init(
        service: any WorkService, executor: any JobExecutor, registration: WorkerRegistration,
        time: WorkerTime = .system, random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }, log: Logger
    ) {
        self.service = service
        self.executor = executor
        self.registration = registration
        self.time = time
        self.random = random
        self.log = log
    }

    /// Works until ``stop()`` is called and what was under way has been given back.
    ///
    /// A service that was started again, or took this worker for dead, does not know it any more: it then registers
    /// under another name, for a name stands for one life of a worker.
    /// - Throws: what the service answered, if it refuses this worker.
    public func run() async throws {
        var life = 1
        while !stopping.isCancelled {
            guard let worker = try await register(life: &life) else { return }
            log.info("registered", metadata: ["worker": "\(worker)"])
            try await work(as: worker)
            if stopping.isCancelled { await leave(worker) }
            life += 1
        }
    }

    /// Ends the loop: what is under way is stopped and its leases are returned.
    public func stop() {
        stopping.cancel(.stopping)
        held.cancelAll(.stopping)
        asking.withLock { $0 }?.cancel()
    }

    /// `nil` when the worker was stopped before the service answered.
    private func register(life: inout Int) async throws -> String? {
        var failures = 0
        while !stopping.isCancelled {
            var registration = registration
            if life > 1 { registration.name += "-\(life)" }
            do {
                return try await service.registerWorker(registration).id
            } catch let problem as ProblemResource where problem.status == 409 {
                // A worker of this name has lived before.
                life += 1
            } catch  where error.isTransient {
                failures += 1
                await pause(after: error, failures)
            }
        }
        return nil
    }

    /// Works under one id, until the worker stops or the service does not know the id any more.
    private func work(as worker: String) async throws {
        var sizing = LeaseSizing()
        var failures = 0
        while !stopping.isCancelled {
            let response: LeaseResponse
            do {
                response = try await ask(as: worker, sizing)
                failures = 0
            } catch  where stopping.isCancelled || error is CancellationError {
                return
            } catch  where error.isTransient {
                failures += 1
                await pause(after: error, failures)
                continue
            } catch  where error.isUnknownWorker {
                log.notice("worker is unknown to the service", metadata: ["worker": "\(worker)"])
                return
            }
            await carryOut(response, as: worker, sizing: &sizing)
        }
    }

    /// Asks for work in a task of its own, which a stop can cancel without cancelling what else this loop does.
    private func ask(as worker: String, _ sizing: LeaseSizing) async throws -> LeaseResponse {
        let request = LeaseRequest(
            max: sizing.count, together: sizing.together, waitSeconds: Self.longestWait / .seconds(1),
            held: held.jobs)
        let service = service
        let task = Task { try await service.lease(worker: worker, request) }
        asking.withLock { $0 = task }
        if stopping.isCancelled { task.cancel() }
        defer { asking.withLock { $0 = nil } }
        return try await task.value
    }

    private func carryOut(_ response: LeaseResponse, as worker: String, sizing: inout LeaseSizing) async {
        guard !response.leases.isEmpty else { return }
        let assignments = response.leases.map(held.add)
        if stopping.isCancelled { held.cancelAll(.stopping) }
        let longest = Duration.seconds(response.leaseSeconds) / 3
        let heartbeat = Task { await self.beat(as: worker, atLeastEvery: longest) }
        for batch in Self.batches(of: assignments) {
            let start = time.now()
            await carryOut(batch, as: worker)
            sizing.observe((time.now() - start) / batch.count)
        }
        heartbeat.cancel()
        await heartbeat.value
    }

    /// Sends heartbeats until its task is cancelled, each held open by the service until there is something to say.
    private func beat(as worker: String, atLeastEvery longest: Duration) async {
        let interval = min(Self.heartbeatInterval, longest)
        let wait = min(Self.openHeartbeat, longest)
        var isQuiet = false
        while !Task.isCancelled {
            // The next follows at once on one that the service held open, so that a cancel finds it.
            if !isQuiet { try? await time.sleep(interval) }
            isQuiet = false
            guard !Task.isCancelled, let request = held.heartbeat(waiting: wait) else { continue }
            let start = time.now()
            do {
                let response = try await service.heartbeat(worker: worker, request)
                held.apply(response, to: request)
                isQuiet = response.isEmpty && time.now() - start >= interval
            } catch  where error.isUnknownWorker {
                held.cancelAll(.lost)
            } catch  where Task.isCancelled {
                // The work ended while the heartbeat was on its way: nobody waits for its answer.
                return
            } catch {
                log.warning("heartbeat failed", metadata: ["error": "\(error)"])
            }
        }
    }

    /// The assignments in the order in which they were leased, those of one batch together.
    private static func batches(of assignments: [Assignment]) -> [[Assignment]] {
        var batches: [[Assignment]] = []
        var places: [String: Int] = [:]
        for assignment in assignments {
            guard let batch = assignment.lease.batch else {
                batches.append([assignment])
                continue
            }
            if let place = places[batch], batches[place].count < LeaseSizing.largestBatch {
                batches[place].append(assignment)
            } else {
                places[batch] = batches.count
                batches.append([assignment])
            }
        }
        return batches
    }

    private func carryOut(_ batch: [Assignment], as worker: String) async {
        let work = batch.map { (task: $0.lease.task, assignment: $0) }
        log.debug("jobs started", metadata: ["jobs": "\(batch.map(\.lease.job).joined(separator: ", "))"])
        await executor.execute(work) { place, outcome in
            await self.end(batch[place], with: outcome, as: worker)
            self.held.remove(batch[place])
        }
    }

    /// Hands a job's result in, or gives the job back.
    private func end(
        _ assignment: Assignment, with outcome: Result<TaskResult, any Error>, as worker: String
    ) async {
        let lease = assignment.lease
        var log = log
        log[metadataKey: "job"] = "\(lease.job)"
        log[metadataKey: "attempt"] = "\(lease.attempt)"
        do {
            let result = try outcome.get()
            try assignment.cancellation.check()
            let request = CompletionRequest(
                job: lease.job, attempt: lease.attempt, leaseToken: lease.leaseToken, result: result)
            try await deliver(assignment) { try await self.service.complete(worker: worker, request) }
            log.info("job completed")
        } catch {
            await giveBack(assignment, as: worker, because: error, log: log)
        }
    }

    /// Tells the service that there is no result, unless the lease is another's by now.
    private func giveBack(_ assignment: Assignment, as worker: String, because error: any Error, log: Logger) async {
        if assignment.cancellation.reason == .lost || error.isLeaseLost {
            log.notice("lease lost")
            return
        }
        if assignment.cancellation.reason == .stopping { return await keepState(of: assignment, as: worker) }
        let lease = assignment.lease
        let workError = WorkError(of: error)
        let metadata: Logger.Metadata = ["code": "\(workError.code)", "detail": "\(workError.detail)"]
        log.log(level: error is WorkCancelled ? .notice : .error, "job given back", metadata: metadata)
        let request = FailureRequest(
            job: lease.job, attempt: lease.attempt, leaseToken: lease.leaseToken, error: workError)
        do {
            try await deliver(assignment) { try await self.service.fail(worker: worker, request) }
        } catch {
            log.warning("job could not be given back", metadata: ["error": "\(error)"])
        }
    }

    /// Tells the service of the state that stopped work has left, so that the next attempt goes on from there.
    private func keepState(of assignment: Assignment, as worker: String) async {
        let lease = assignment.heldLease()
        guard lease.stateBlob != nil else { return }
        do {
            _ = try await service.heartbeat(worker: worker, HeartbeatRequest(leases: [lease]))
        } catch {
            log.warning("last state not told", metadata: ["job": "\(lease.job)", "error": "\(error)"])
        }
    }

    /// Gives every lease back, unharmed.
    private func leave(_ worker: String) async {
        do {
            try await service.leave(worker: worker)
            log.info("left", metadata: ["worker": "\(worker)"])
        } catch {
            // The service is gone too, or takes the leases back when it sees this process end.
            log.notice("service not told", metadata: ["worker": "\(worker)", "error": "\(error)"])
        }
    }

    /// Sends a write of this lease, and again as long as the service cannot be reached or says that it is busy.
    ///
    /// A service that fails is asked a few times only: it may fail at this very write, which would hold the worker for
    /// ever. Nothing is sent again once the lease is lost. A worker that is to end tries once only: the lease's
    /// deadline gives the job back as well.
    private func deliver(_ assignment: Assignment, _ send: @Sendable () async throws -> Void) async throws {
        var (tries, failures) = (0, 0)
        while true {
            do {
                return try await send()
            } catch  where error.isTransient && assignment.cancellation.reason == nil {
                tries += 1
                if error.isServiceFailure { failures += 1 }
                guard failures < Self.deliveries else { throw error }
                await pause(after: error, tries)
            }
        }
    }

    /// Waits before the service is asked once more; a stop does not wait for the end of it.
    private func pause(after error: any Error, _ failures: Int) async {
        log.warning("service not reached", metadata: ["error": "\(error)"])
        let delay = Self.backoff.delay(afterFailures: failures, random: random())
        await withTaskGroup(of: Void.self) { [time, stopping] group in
            // Ends early when the other task was first: that is what cancellation is for.
            group.addTask { try? await time.sleep(delay) }
            group.addTask { _ = await stopping.cancelled() }
            await group.next()
            group.cancelAll()
        }
    }
}
