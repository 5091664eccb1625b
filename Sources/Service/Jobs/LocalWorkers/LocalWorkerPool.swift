public import Logging
public import Retrying
import Storage

/// Worker processes on this machine: kept running, seen when they die, and ended when they must be.
///
/// Each process gets a name of its own, registered before it starts. So its death ends its leases even if it comes
/// before the worker's first word, and a request that was still under way then is refused.
public actor LocalWorkerPool {
    /// What the environment of a worker tells it.
    public enum EnvironmentKey {
        /// The name that it registers under.
        public static let name = "ASSAY_WORKER_NAME"
        /// The bearer token of the worker's endpoints.
        public static let token = "ASSAY_WORKER_TOKEN"
        /// The processor that OpenBLAS takes this one for.
        public static let coreType = "OPENBLAS_CORETYPE"
        /// OpenBLAS runs one thread; a worker's threads are its own.
        public static let blasThreads = "OPENBLAS_NUM_THREADS"
    }

    /// What can be chosen about a pool.
    public struct Configuration: Sendable {
        /// How many workers there are.
        public var count: Int
        /// What they run; its environment is added to.
        public var command: WorkerCommand
        public var token: String
        public var coreType: String?
        /// This machine's name, as the list of workers shows it.
        public var host = "localhost"
        /// How long a worker may take to yield a job that was cancelled, before it is ended.
        public var cancelGrace: Duration = .milliseconds(1_500)
        /// When a worker that died is started again.
        public var restart = Backoff(first: .milliseconds(200), longest: .seconds(30))
        /// A worker that lived this long has not failed to start.
        public var settled: Duration = .seconds(10)

        public init(count: Int, command: WorkerCommand, token: String, coreType: String? = nil) {
            self.count = count
            self.command = command
            self.token = token
            self.coreType = coreType
        }
    }

    struct Slot {
        var number: Int
        var worker: WorkerRecord?
        var process: (any WorkerProcess)?
        var startedAt: Timestamp?
        /// Deaths in a row, each before the worker was settled.
        var deaths = 0
        /// Whether its end was brought about here.
        var isEnded = false
        var restart: Task<Void, Never>?
        /// Whether it was not heard of when last looked at.
        var isSilent = false
    }

    let queue: JobQueue
    let configuration: Configuration
    let launcher: any WorkerLauncher
    let logger: Logger
    var slots: [Slot]
    var isStopping = false
    private var watch: Task<Void, Never>?
    private var stopped: [CheckedContinuation<Void, Never>] = []

    public init(
        queue: JobQueue, configuration: Configuration, launcher: any WorkerLauncher = SpawningLauncher(),
        logger: Logger
    ) {
        self.queue = queue
        self.configuration = configuration
        self.launcher = launcher
        self.logger = logger
        slots = (0..<max(0, configuration.count)).map { Slot(number: $0) }
    }

    /// The identifiers of the processes that run.
    public var pids: [Int] { slots.compactMap { $0.process?.pid } }

    /// Starts every worker.
    public func start() async {
        let requests = queue.notifier.stopRequests()
        watch = Task { [weak self] in
            for await request in requests { await self?.follow(request) }
        }
        for number in slots.indices { await start(number) }
    }

    /// Ends every worker: first it is asked to, then, after the grace, it is killed.
    ///
    /// Returns once none runs. Their leases are given back.
    public func stop(grace: Duration) async {
        isStopping = true
        watch?.cancel()
        for number in slots.indices {
            slots[number].restart?.cancel()
            slots[number].isEnded = true
            slots[number].process?.closeInput()
            slots[number].process?.terminate()
        }
        let killer = Task { [clock = queue.clock] in
            do { try await clock.sleep(for: grace) } catch { return }
            self.killAll()
        }
        while !pids.isEmpty {
            await withCheckedContinuation { stopped.append($0) }
        }
        killer.cancel()
    }

    private func killAll() {
        for slot in slots { slot.process?.kill() }
    }

    /// Wakes who waits for the end of all.
    func recordEnd() {
        let waiting = stopped
        stopped = []
        for continuation in waiting { continuation.resume() }
    }
}
