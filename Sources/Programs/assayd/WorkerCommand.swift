import API
public import ArgumentParser
import Client
import Foundation
import Kernels
import LanguageModels
public import Logging
import Workers

/// Runs one worker process: it pulls work from a service, on this machine or from another.
struct WorkerCommand: AsyncParsableCommand, ComputingCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker",
        abstract: "Do the work of a service: evaluations and training runs.",
        discussion: """
            The service starts its own workers; this command adds one, here or on another machine. The environment \
            variable ASSAY_WORKER_TOKEN holds the token that the service was started with under the same name. It ends on SIGTERM, and, where standard input is a \
            pipe, when that closes; what it was doing is given back to the service.
            """)

    @Option(help: ArgumentHelp("The service: http://HOST:PORT or unix:PATH.", valueName: "address"))
    var server: String

    @Option(help: "What to be called in lists; ASSAY_WORKER_NAME or a name of its own unless given.")
    var name: String?

    @Option(help: "Threads that compute; as many as the machine has processors unless given.")
    var threads: Int?

    @Option(help: ArgumentHelp("The service's data folder, if it is on this machine: only read.", valueName: "folder"))
    var data: String?

    @Option(
        help: ArgumentHelp(
            "A folder for downloads; what a worker of the same name left there is used again. A temporary one.",
            valueName: "folder"))
    var cache: String?

    @Option(help: ArgumentHelp("Bytes of downloads that are kept.", valueName: "bytes"))
    var cacheBytes: Int64 = 64 << 30

    @Option(help: ArgumentHelp("Checkpoints that stay open between evaluations.", valueName: "count"))
    var warmCheckpoints = 256

    @Option(help: ArgumentHelp("How often a training run saves its state.", valueName: "seconds"))
    var stateSeconds = 30

    @Option(help: "The least severe message that is logged.")
    var logLevel = Logger.Level.info

    func validate() throws {
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads is \(threads); expected 1 to 1024.")
        }
        guard warmCheckpoints >= 0 else {
            throw ValidationError("--warm-checkpoints is \(warmCheckpoints); expected at least 0.")
        }
        guard stateSeconds >= 1 else {
            throw ValidationError("--state-seconds is \(stateSeconds); expected at least 1.")
        }
        guard cacheBytes >= 0 else { throw ValidationError("--cache-bytes is \(cacheBytes); expected at least 0.") }
    }

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let log = LogOutput.logger("assayd.worker", level: logLevel)
        guard let token = environment["ASSAY_WORKER_TOKEN"], !token.isEmpty else {
            throw ValidationError("ASSAY_WORKER_TOKEN is not set; expected the service's worker token.")
        }
        // Before anything that takes long: a service that dies now must take this process with it.
        let signals = StopSignals(followsInput: true)
        let registration = registration(environment)
        let parent = cache ?? FileManager.default.temporaryDirectory.appending(path: "assay-workers").path
        let folder = "\(parent)/\(registration.name.replacing("/", with: "_"))"
        let client = try AssayClient(server, token: token)
        let worker = Worker(
            service: client, executor: try executor(client, folder: folder, log: log),
            registration: registration, log: log)
        let loop = Task { try await worker.run() }
        Task {
            let signal = await signals.first()
            log.notice("stopping", metadata: ["cause": "\(signal)"])
            worker.stop()
            try? await Task.sleep(for: signal.grace)
            log.warning("work did not yield in time")
            // No destructors: a thread may still compute with what they would take away.
            _exit(EXIT_FAILURE)
        }
        try await loop.value
        // A worker that the service started gets another name next time, as does one that was given none.
        if name == nil { try? FileManager.default.removeItem(atPath: folder) }
        _exit(EXIT_SUCCESS)
    }

    private func executor(_ client: AssayClient, folder: String, log: Logger) throws -> ModelExecutor {
        let blobs = try BlobSource(dataFolder: data, cacheFolder: "\(folder)/blobs", cacheBytes: cacheBytes) {
            try await client.download($0, to: $1)
        }
        let configuration = ModelExecutor.Configuration(
            threads: threadCount, workFolder: "\(folder)/work", warmCheckpoints: warmCheckpoints,
            stateInterval: .seconds(stateSeconds))
        return try ModelExecutor(configuration, blobs: blobs, sink: client, log: log)
    }

    private func registration(_ environment: [String: String]) -> WorkerRegistration {
        let host = ProcessInfo.processInfo.hostName
        // A name stands for one life of one worker.
        let unique = "\(host)-\(getpid())-\(String(UInt32.random(in: .min ... .max), radix: 16))"
        return WorkerRegistration(
            name: name ?? environment["ASSAY_WORKER_NAME"] ?? unique, pid: Int(getpid()), host: host,
            threads: threadCount, kernelPath: "\(KernelPath.current)")
    }

    private var threadCount: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }
}

extension StopSignal {
    /// How long work may take to yield.
    fileprivate var grace: Duration {
        switch self {
        case .signal: .seconds(10)
        // Nobody is there any more to hand anything to.
        case .inputClosed: .seconds(3)
        }
    }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}
