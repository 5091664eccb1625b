import Jobs
import Logging
import Storage

/// Every desk of the service, one a resource: what an operation is answered at.
struct Desks: Sendable {
    let administration: AdministrationDesk
    let attribution: AttributionDesk
    let blobs: BlobDesk
    let checkpoints: CheckpointDesk
    let comparisons: ComparisonDesk
    let contamination: ContaminationDesk
    let evaluationSets: EvaluationSetDesk
    let evaluations: EvaluationDesk
    let fidelity: FidelityDesk
    let forecasts: ForecastDesk
    let jobs: JobDesk
    let ledger: LedgerDesk
    let partitions: PartitionDesk
    let pools: PoolDesk
    let referenceRuns: ReferenceRunDesk
    let removal: RemovalDesk
    let studies: StudyDesk
    let trainingRuns: TrainingRunDesk
    let validity: ValidityDesk
    let workers: WorkerDesk
}

extension Desks {
    /// Hands each desk the few parts that it works with.
    ///
    /// - Parameters:
    ///   - parts: What desks have in common.
    ///   - configuration: What the service allows.
    init(_ parts: ServiceParts, configuration: ServiceConfiguration) {
        let (store, jobs, time) = (parts.store, parts.jobs, parts.time)
        let (identifiers, blocking) = (parts.identifiers, parts.blocking)
        let attempts = configuration.attempts
        let admission = Admission(gauge: QueueGauge(), time: time, limit: configuration.queuedJobs)
        let tokenizers = OpenTokenizers(blobs: store.blobs, queue: blocking)
        let tokenCounts = TokenCounts(blobs: store.blobs, queue: blocking)
        let documents = DocumentScanner(store: store, blocking: blocking, tokenizers: tokenizers)
        let registry = DocumentRegistry(store: store, time: time, identifiers: identifiers)
        let tokens = TokenCounting(store: store, tokenizers: tokenizers, tokenCounts: tokenCounts)
        let warnings = PoolWarningReader(known: KnownBarriers())
        let documentScores = DocumentScoresReader(
            blobs: store.blobs, blocking: blocking, cache: DocumentScoresCache())

        contamination = ContaminationDesk(
            store: store, jobs: jobs, time: time, identifiers: identifiers, attempts: attempts, admission: admission)
        let exclusion = OverlapExclusion(
            store: store, blocking: blocking, contamination: contamination, documentScores: documentScores)
        let logProbabilities = LogProbabilityDesk(
            store: store, jobs: jobs, time: time, identifiers: identifiers, attempts: attempts, admission: admission)
        evaluations = EvaluationDesk(
            store: store, jobs: jobs, time: time, identifiers: identifiers, attempts: attempts, admission: admission,
            logProbabilities: logProbabilities,
            tokens: PerTokenScores(jobs: jobs, attempts: attempts, admission: admission), warnings: warnings,
            exclusion: exclusion)
        validity = ValidityDesk(
            store: store, jobs: jobs, time: time, attempts: attempts, admission: admission, evaluations: evaluations,
            warnings: warnings)

        administration = AdministrationDesk(store: store, jobs: jobs, freeSpace: parts.freeSpace)
        attribution = AttributionDesk(
            store: store, freeSpace: parts.freeSpace, blocking: blocking, evaluations: evaluations,
            warnings: warnings, waiting: parts.waiting)
        blobs = BlobDesk(
            blobs: store.blobs, freeSpace: parts.freeSpace,
            uploads: Self.uploads(to: store.blobs, configuration), limit: configuration.blobBytes,
            workers: WorkerToken(configuration.workerToken))
        checkpoints = CheckpointDesk(
            store: store, time: time, identifiers: identifiers, blocking: blocking,
            importFolders: ImportFolders(configuration.importFolders))
        comparisons = ComparisonDesk(
            store: store, time: time, identifiers: identifiers, blocking: blocking, documentScores: documentScores,
            exclusion: exclusion)
        evaluationSets = EvaluationSetDesk(
            store: store, time: time, documents: documents, registry: registry, tokens: tokens)
        fidelity = FidelityDesk(store: store, blocking: blocking, warnings: warnings)
        forecasts = ForecastDesk(
            store: store, time: time, identifiers: identifiers, blocking: blocking, warnings: warnings)
        self.jobs = JobDesk(store: store, jobs: jobs, time: time)
        ledger = LedgerDesk(store: store, blocking: blocking)
        partitions = PartitionDesk(store: store, time: time, documents: documents, registry: registry)
        pools = PoolDesk(
            store: store, jobs: jobs, time: time, identifiers: identifiers, blocking: blocking,
            tokenizers: tokenizers, tokenCounts: tokenCounts, validity: validity)
        referenceRuns = ReferenceRunDesk(store: store, time: time, identifiers: identifiers)
        removal = RemovalDesk(store: store, time: time, logger: parts.logger, registry: registry)
        studies = StudyDesk(
            store: store, jobs: jobs, time: time, identifiers: identifiers, blocking: blocking, logger: parts.logger,
            attempts: attempts, longestWaitSeconds: configuration.longestWaitSeconds, evaluations: evaluations,
            logProbabilities: logProbabilities, documentScores: documentScores,
            documentLayouts: DocumentLayouts(blobs: store.blobs, queue: blocking), tokens: tokens,
            warnings: warnings, memory: StudyMemory())
        trainingRuns = TrainingRunDesk(
            store: store, jobs: jobs, time: time, states: parts.states, identifiers: identifiers, attempts: attempts,
            admission: admission, checkpoints: checkpoints)
        workers = WorkerDesk(
            store: store, jobs: jobs, logger: parts.logger, token: WorkerToken(configuration.workerToken),
            sources: JobSources([evaluations, trainingRuns, validity, studies, contamination, logProbabilities]),
            states: parts.states)
    }

    private static func uploads(to blobs: BlobStore, _ configuration: ServiceConfiguration) -> PartialUploads {
        PartialUploads(folder: configuration.uploadFolder, queue: BlockingQueue(width: 4)) {
            try blobs.checkSpace(for: $0, from: $1)
        }
    }
}

/// What only puts desks together.
extension Desks {
    var jobCancelling: JobCancelling { JobCancelling(store: jobs.store, jobs: jobs.jobs, studies: studies) }

    var renaming: RenamingDesk { RenamingDesk(store: jobs.store, trainingRuns: trainingRuns, studies: studies) }
}

/// What desks have in common; each is handed only what it names.
struct ServiceParts: Sendable {
    let store: Store
    let jobs: JobQueue
    let time: any TimeSource
    let identifiers: IdentifierSource
    let logger: Logger
    let states: SupersededStates
    let blocking: BlockingQueue
    let freeSpace: FreeSpace
    let waiting: Waiting
}
