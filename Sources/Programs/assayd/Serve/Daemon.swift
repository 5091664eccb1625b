import CProcess
import Foundation
import HTTPServer
import Jobs
import Kernels
import LanguageModels
import Logging
import Service
import Sockets
import Storage

/// The service's parts put together: store, queue, API, server, worker processes.
final class Daemon: Sendable {
    private let configuration: ServeConfiguration
    private let address: SocketAddress
    /// Where the local workers reach the service, over connections that nobody else can take.
    private let workerAddress: SocketAddress?
    private let log: Logger
    private let store: Store
    private let jobs: JobQueue
    private let service: AssayService
    private let server: Server
    private let workerToken: String
    private let tasks = StartedParts()
    /// Where workers on this machine keep what is on its way; nothing of an earlier service is of use.
    private var workerFolder: String { "\(configuration.dataFolder)/workers" }

    /// How often leases and time limits are looked at.
    private static let reapInterval: Duration = .seconds(1)

    /// Opens the data folder and takes back what workers of the process before had leased.
    ///
    /// - Throws: ``ConfigurationError`` for an invalid address, or one beyond loopback without `allow_remote`;
    ///   `StorageError` if the folder is another service's or cannot be used.
    init(_ configuration: ServeConfiguration) async throws {
        self.configuration = configuration
        address = try configuration.address()
        log = LogOutput.logger("assayd", level: configuration.logLevel)
        if process_returns_memory() == 0 { log.warning("memory that is freed may be kept") }
        if process_keeps_niceness() == 0 {
            log.warning("threads may run at a higher priority than the process was started with")
        }
        let budget = DescriptorBudget(limit: DescriptorBudget.raisedLimit(), workers: configuration.workerCount)
        try budget.checkIsEnough()
        let connections = Self.connections(configuration, budget, log)
        let folder = configuration.dataFolder
        store = try await Self.blocking {
            let parent = URL(fileURLWithPath: folder).deletingLastPathComponent().path
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
            return try Store(folder: folder, configuration: configuration.storeConfiguration)
        }
        var queue = JobQueue.Configuration()
        queue.leaseDuration = .seconds(configuration.leaseSeconds)
        jobs = JobQueue(store: store, configuration: queue)
        try await jobs.recover()
        workerToken = try configuration.workerToken(orElse: Self.newToken())
        service = AssayService(
            configuration: configuration.serviceConfiguration(workerToken: workerToken, connections: connections),
            store: store, jobs: jobs,
            logger: LogOutput.logger("assayd.service", level: configuration.logLevel))
        try await service.recover()
        var limits = ServerLimits()
        limits.connections = connections
        workerAddress = Self.workerAddress(configuration, log)
        server = Server(
            configuration: ServerConfiguration(
                addresses: [address],
                reserved: workerAddress.map { ReservedAddress($0, connections: budget.workerConnections) },
                limits: limits, serverName: "assayd"),
            router: service.router(), logger: LogOutput.logger("assayd.http", level: configuration.logLevel),
            errorResponder: service.errorResponder)
    }

    /// Listens, and starts the workers.
    ///
    /// - Returns: where the service is reached, as clients write it.
    func start() async throws -> String {
        let bound = try await server.start()
        let place = Self.text(of: bound.first ?? address)
        let reaper = Task { [jobs, log] in
            await jobs.runReaper(every: Self.reapInterval) { error in
                log.error("reaper failed", metadata: ["error": "\(error)"])
            }
        }
        try await Self.blocking { [workerFolder] in
            if FileManager.default.fileExists(atPath: workerFolder) {
                try FileManager.default.removeItem(atPath: workerFolder)
            }
        }
        let pool = LocalWorkerPool(
            queue: jobs,
            configuration: workerConfiguration(
                server: Self.loopbackText(of: bound.first { $0 == workerAddress } ?? bound.first ?? address)),
            logger: LogOutput.logger("assayd.workers", level: configuration.logLevel))
        let studies = Task { [service] in await service.runStudies() }
        let silence = Task { await pool.runSilenceWatch() }
        await tasks.set(loops: [reaper, studies, silence] + upkeep(), pool: pool)
        await pool.start()
        log.info(
            "started", metadata: ["address": "\(place)", "data": "\(configuration.dataFolder)"])
        return place
    }

    /// What goes on quietly beside the work: old uploads are removed, and what is stored is read again.
    private func upkeep() -> [Task<Void, Never>] {
        let pause = Duration.seconds(3600 * configuration.checkHours)
        let rate = configuration.checkBytesPerSecond
        let tables = Task { [store, log] in
            await store.runTableChecks(pause: pause) { error in
                log.error("the database is damaged, or could not be checked", metadata: ["error": "\(error)"])
            }
        }
        let uploads = Task { [service, log] in
            await service.runUploadSweep { error in
                log.error("old uploads were not removed", metadata: ["error": "\(error)"])
            }
        }
        guard rate > 0 else { return [tables, uploads] }
        let blobs = Task { [store, log] in
            let sweep = BlobSweep(
                store: store.blobs, bytesPerSecond: rate, first: UInt8.random(in: .min ... .max))
            await sweep.run(pause: pause) { error in
                log.error("a blob is damaged, or could not be read", metadata: ["error": "\(error)"])
            }
        }
        return [tables, uploads, blobs]
    }

    /// Ends in order: nothing more is leased, workers give back what they hold, requests under way are answered.
    func stop(because signal: StopSignal) async {
        log.notice("stopping", metadata: ["cause": "\(signal)"])
        jobs.drain()
        let grace = Duration.seconds(configuration.stopSeconds)
        await tasks.stop(grace: grace)
        await server.stop(within: grace)
        unlink("\(configuration.dataFolder)/address")
        do {
            try await Self.blocking { [store] in try store.close() }
        } catch {
            log.error("database not closed", metadata: ["error": "\(error)"])
        }
        log.info("stopped")
    }

    /// How many connections may be open at once, with the process's descriptors as many as the system allows.
    private static func connections(
        _ configuration: ServeConfiguration, _ budget: DescriptorBudget, _ log: Logger
    ) -> Int {
        let connections = budget.connections(of: configuration.connections)
        if connections < configuration.connections {
            log.warning(
                "fewer connections than limits.connections, for want of file descriptors",
                metadata: [
                    "connections": "\(connections)", "limits.connections": "\(configuration.connections)",
                    "descriptors": "\(budget.limit)",
                ])
        }
        return connections
    }

    /// A socket in the data folder, which is closed to everybody else; `nil` without local workers, and where the
    /// folder's path is too long for one: they come by the address of all then.
    private static func workerAddress(_ configuration: ServeConfiguration, _ log: Logger) -> SocketAddress? {
        guard configuration.workerCount > 0 else { return nil }
        let address = SocketAddress("unix:\(configuration.dataFolder)/workers.socket")
        if address == nil {
            log.warning(
                "the data folder's path is too long for a socket: local workers share the connections of clients")
        }
        return address
    }

    private func workerConfiguration(server: String) -> LocalWorkerPool.Configuration {
        let count = configuration.workerCount
        let threads = configuration.threadsPerWorker(processors: ProcessInfo.processInfo.activeProcessorCount)
        let arguments = [
            "worker", "--server", server, "--data", configuration.dataFolder, "--cache", workerFolder, "--threads",
            "\(threads)",
            "--warm-checkpoints", "\(configuration.warmCheckpoints)", "--state-seconds",
            "\(configuration.stateSeconds)", "--log-level", configuration.logLevel.rawValue,
        ]
        return LocalWorkerPool.Configuration(
            count: count, command: .ofThisProgram(arguments), token: workerToken,
            coreType: KernelPath.preferredCoreType)
    }

    private static func text(of address: SocketAddress) -> String {
        if case .unix = address { return "\(address)" }
        return "http://\(address)"
    }

    /// Where workers on this machine reach an address that may stand for all of the machine's.
    private static func loopbackText(of address: SocketAddress) -> String {
        switch address {
        case .host("0.0.0.0", let port): text(of: .host("127.0.0.1", port: port))
        case .host("::", let port): text(of: .host("::1", port: port))
        default: text(of: address)
        }
    }

    /// 256 random bits in hexadecimal.
    private static func newToken() -> String {
        (0..<32).map { _ in
            let digits = String(UInt8.random(in: .min ... .max), radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    private static func blocking<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value
    {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { @Sendable in continuation.resume(with: Result(catching: body)) }
        }
    }
}

/// What runs beside the server, once it has been started.
private actor StartedParts {
    private var loops: [Task<Void, Never>] = []
    private var pool: LocalWorkerPool?

    func set(loops: [Task<Void, Never>], pool: LocalWorkerPool) {
        self.loops = loops
        self.pool = pool
    }

    func stop(grace: Duration) async {
        await pool?.stop(grace: grace)
        for loop in loops { loop.cancel() }
        for loop in loops { await loop.value }
    }
}
