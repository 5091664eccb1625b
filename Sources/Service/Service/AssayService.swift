public import HTTPServer
import HTTPTypes
public import Jobs
public import Logging
public import Storage

/// The service as a whole: composes the desks, and makes the router that leads to them.
public final class AssayService: Sendable {
    public let configuration: ServiceConfiguration
    public let store: Store
    public let jobs: JobQueue
    let time: any TimeSource
    let identifiers: IdentifierSource
    let desks: Desks
    let context: CallContext
    private let problems: ProblemResponder
    private let senders: SenderCheck

    /// - Parameters:
    ///   - store: open; the service does not close it.
    ///   - jobs: the queue on that store.
    ///   - time: for what is kept: times of creation, the age of idempotency keys.
    public init(
        configuration: ServiceConfiguration, store: Store, jobs: JobQueue, logger: Logger,
        time: any TimeSource = SystemTimeSource(), identifiers: IdentifierSource = IdentifierSource()
    ) {
        self.configuration = configuration
        self.store = store
        self.jobs = jobs
        self.time = time
        self.identifiers = identifiers
        problems = ProblemResponder(logger: logger)
        senders = SenderCheck(names: configuration.serverNames)
        let blocking = BlockingQueue(width: configuration.blockingWidth)
        let freeSpace = FreeSpace(store: store, blocking: blocking)
        let waiting = Waiting(
            store: store, jobs: jobs, time: time, longestSeconds: configuration.longestWaitSeconds)
        let parts = ServiceParts(
            store: store, jobs: jobs, time: time, identifiers: identifiers, logger: logger,
            states: SupersededStates(store: store, logger: logger), blocking: blocking,
            freeSpace: freeSpace, waiting: waiting)
        desks = Desks(parts, configuration: configuration)
        context = CallContext(
            store: store, blocking: blocking, parsing: BlockingQueue(width: 1), time: time, freeSpace: freeSpace,
            waiting: waiting,
            waitingPlaces: WaitingPlaces(clients: configuration.waitingClients, workers: configuration.waitingWorkers),
            keysUnderWay: KeysUnderWay(), jsonBytes: configuration.jsonBytes,
            bodyBudget: BodyBudget(limit: configuration.bodyMemoryBytes),
            idempotencySeconds: configuration.idempotencySeconds)
    }

    /// The way from requests to operations, made from the one table of them.
    public func router() -> Router {
        var router = Router(bodyLimit: configuration.jsonBytes)
        for operation in Operation.all {
            let limit: Int64 =
                switch operation.body {
                case .bytes: configuration.blobBytes
                case .json, .optionalJSON: configuration.jsonBytes
                // Room for the empty object that some clients send with every POST.
                case .none: operation.method == .post ? 1_024 : 0
                }
            router.on(operation.method, operation.path, bodyLimit: limit) {
                [context, desks, senders] request, parameters in
                try senders.check(request)
                let call = Call(
                    context: context, request: request, parameters: parameters, offersTables: operation.offersTables)
                if operation.forWorkers { try desks.workers.token.authorize(request) }
                return try await operation.answer(call, desks)
            }
        }
        return router
    }

    /// Advances studies as what they wait for ends, until the task is cancelled.
    public func runStudies() async {
        await desks.studies.run()
    }

    /// Finishes submissions that a crash has cut off after they were accepted, and removes the documents of
    /// registrations that it has cut off; to be called at the start.
    public func recover() async throws {
        try await desks.evaluations.finishSubmissions()
        try await desks.partitions.registry.removeAbandoned()
    }

    /// Removes uploads in parts to which nothing has been added for a day, at the start and every hour from then on,
    /// until the task is cancelled.
    ///
    /// - Parameter failed: told of what kept them from being removed.
    public func runUploadSweep(
        clock: any Clock<Duration> = ContinuousClock(), failed: @Sendable (any Error) -> Void
    ) async {
        let day: Int64 = 24 * 3600
        while !Task.isCancelled {
            do {
                try await desks.blobs.uploads.removeStale(before: time.now().advanced(by: .seconds(-day)).date)
            } catch {
                failed(error)
            }
            do { try await clock.sleep(for: .seconds(3600)) } catch { return }
        }
    }

    /// Renders whatever was thrown on the way to an answer as a problem (RFC 9457).
    public var errorResponder: Server.ErrorResponder {
        { [problems] error, head in problems.response(to: error, head: head) }
    }
}
