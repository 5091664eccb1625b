import HTTPTypes
public import HTTPServer
public import Jobs
public import Logging
public import Storage

/// The service as a whole: what the API's operations work with, and the router that leads to them.
public final class AssayService: Sendable {
    public let configuration: ServiceConfiguration
    public let store: Store
    public let jobs: JobQueue
    let logger: Logger
    let time: any TimeSource
    let identifiers: IdentifierSource
    let importFolders: ImportFolders
    let uploads: PartialUploads
    let blocking: BlockingQueue
    let keysUnderWay = KeysUnderWay()
    let workerToken: WorkerToken
    let gauge = QueueGauge()
    let knownBarriers = KnownBarriers()
    let tokenizers: OpenTokenizers
    let tokenCounts: TokenCounts
    let documentLayouts: DocumentLayouts
    let documentScores = DocumentScoresCache()

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
        self.logger = logger
        self.time = time
        self.identifiers = identifiers
        importFolders = ImportFolders(configuration.importFolders)
        blocking = BlockingQueue(width: configuration.blockingWidth)
        tokenizers = OpenTokenizers(blobs: store.blobs, queue: blocking)
        tokenCounts = TokenCounts(blobs: store.blobs, queue: blocking)
        documentLayouts = DocumentLayouts(blobs: store.blobs, queue: blocking)
        uploads = PartialUploads(folder: configuration.uploadFolder, queue: BlockingQueue(width: 4))
        workerToken = WorkerToken(configuration.workerToken)
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
            router.on(operation.method, operation.path, bodyLimit: limit) { [self] request, parameters in
                let call = Call(
                    service: self, request: request, parameters: parameters, offersTables: operation.offersTables)
                if operation.forWorkers { try call.authorizeWorker() }
                return try await operation.answer(call)
            }
        }
        return router
    }

    /// Removes uploads in parts to which nothing has been added for a week; to be called at the start.
    public func removeStaleUploads() async throws {
        let week: Int64 = 7 * 24 * 3600
        try await uploads.removeStale(before: time.now().advanced(by: .seconds(-week)).date)
    }

    /// Renders whatever was thrown on the way to an answer as a problem (RFC 9457).
    public var errorResponder: Server.ErrorResponder {
        { [self] error, head in problemResponse(for: error, to: head) }
    }
}
