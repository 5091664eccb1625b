public import Retrying
public import Storage
import Synchronization
public import Words

/// A job that is to be queued.
public struct NewJob: Hashable, Sendable {
    public var kind: JobKind
    /// The evaluation, training run or pool that it is for.
    public var subject: Identifier
    /// Among whom the queue is fair: a pool, a study, a training run.
    public var owner: String
    /// Equal for jobs that cost less together than one by one; `nil` for a job that gains nothing so.
    public var batch: String?
    /// Higher goes first.
    public var priority: Int
    /// After this many failed attempts it fails for good.
    public var maximumFailures: Int
    /// How long one attempt may run, if that is limited.
    public var timeLimitSeconds: Int?
    /// Jobs that must have succeeded before it is leased.
    ///
    /// It fails as soon as one of them ends otherwise, and names it. One that has ended otherwise already is queued
    /// again.
    public var needs: [Identifier]

    public init(
        kind: JobKind, subject: Identifier, owner: String = "", batch: String? = nil, priority: Int = 0,
        maximumFailures: Int = 5, timeLimitSeconds: Int? = nil, needs: [Identifier] = []
    ) {
        self.kind = kind
        self.subject = subject
        self.owner = owner
        self.batch = batch
        self.priority = priority
        self.maximumFailures = maximumFailures
        self.timeLimitSeconds = timeLimitSeconds
        self.needs = needs
    }
}

/// Everything queued: who does it, how often, and what became of it.
///
/// Its state is in the store alone, so that it survives being killed at any instant. Every write of a worker is
/// guarded, in one transaction, by job, attempt, token and state; the reaper goes through the same guard, so one of the
/// two loses.
public final class JobQueue: Sendable {
    /// What can be chosen about a queue.
    public struct Configuration: Hashable, Sendable {
        /// How long a lease lasts unless the worker is heard of.
        public var leaseDuration: Duration = .seconds(60)
        public var retry = Backoff(first: .seconds(1), longest: .seconds(60))
        /// After so many attempts that were lost with their workers, and no state stored between, a job fails for good:
        /// it is likely what kills them.
        ///
        /// More than the failures that end a job: a worker dies of much that is not its job's fault.
        public var maximumLosses = 10

        public init() {}
    }

    public let store: Store
    public let configuration: Configuration
    /// Tells who waits that something has changed.
    public let notifier = ChangeNotifier()
    let time: any TimeSource
    let entropy: any EntropySource
    let identifiers: IdentifierSource
    let clock: any Clock<Duration>
    let guarding: Guarding
    let draining = Mutex(false)
    let liveness: Liveness

    /// - Parameters:
    ///   - time: for deadlines, which are kept; steps of the wall clock do not move them.
    ///   - clock: for waiting, which is not.
    public convenience init(
        store: Store, configuration: Configuration = Configuration(), time: any TimeSource = SteadyTimeSource(),
        entropy: any EntropySource = SystemEntropySource(), identifiers: IdentifierSource = IdentifierSource(),
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.init(
            store: store, configuration: configuration, time: time, entropy: entropy, identifiers: identifiers,
            clock: clock, guarding: .full)
    }

    init(
        store: Store, configuration: Configuration, time: any TimeSource, entropy: any EntropySource,
        identifiers: IdentifierSource, clock: any Clock<Duration>, guarding: Guarding
    ) {
        self.store = store
        self.configuration = configuration
        self.time = time
        self.entropy = entropy
        self.identifiers = identifiers
        self.clock = clock
        self.guarding = guarding
        liveness = Liveness(leaseDuration: configuration.leaseDuration)
    }
}
