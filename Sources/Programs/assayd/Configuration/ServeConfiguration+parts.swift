import Foundation
import Jobs
import Service
import Sockets
import Storage

/// What the configuration means to each part of the service.
extension ServeConfiguration {
    /// Where to self.listen.
    ///
    /// - Throws: ``ConfigurationError`` for an invalid address, or one that others can reach without `allow_remote`.
    func address() throws -> SocketAddress {
        guard let address = SocketAddress(self.listen) else {
            throw ConfigurationError(
                source: "configuration", key: "listen", message: "is \(self.listen), expected ADDRESS:PORT or unix:PATH"
            )
        }
        guard address.isLoopback || self.allowRemote else {
            throw ConfigurationError(
                source: "configuration", key: "listen",
                message:
                    "is \(self.listen), which others can reach, and nothing is encrypted and nobody has to sign in; "
                    + "listen on 127.0.0.1, or set allow_remote (--allow-remote) if something guards the address")
        }
        return address
    }

    /// The data folder, by a path that means the same in a worker.
    var dataFolder: String { URL(fileURLWithPath: self.data).standardizedFileURL.path }

    var storeConfiguration: Store.Configuration {
        var store = Store.Configuration()
        store.minimumFreeBytes = Int64(self.freeBytes)
        return store
    }

    /// - Parameter connections: how many connections there may be at once; a quarter is left for what does not wait.
    func serviceConfiguration(workerToken: String, connections: Int) -> ServiceConfiguration {
        ServiceConfiguration(
            importFolders: self.importFolders.map { URL(fileURLWithPath: $0).standardizedFileURL.path },
            uploadFolder: "\(dataFolder)/uploads",
            jsonBytes: Int64(self.jsonBytes), bodyMemoryBytes: self.bodyMemoryBytes, blobBytes: Int64(self.blobBytes),
            queuedJobs: self.queuedJobs,
            attempts: self.attempts, waitingClients: connections / 2, waitingWorkers: connections / 4,
            workerToken: workerToken, serverNames: self.serverNames)
    }

    /// What workers prove themselves with: what the environment says, so that workers can be started by hand, or else a
    /// token that only this service's own workers are told.
    ///
    /// - Throws: ``ConfigurationError`` for one that is short enough to be guessed.
    func workerToken(orElse drawn: String) throws -> String {
        guard let given = givenWorkerToken, !given.isEmpty else { return drawn }
        guard given.utf8.count >= 32 else {
            throw ConfigurationError(
                source: "environment", key: "ASSAY_WORKER_TOKEN",
                message: "has \(given.utf8.count) bytes, expected at least 32, as `openssl rand -hex 32` prints")
        }
        return given
    }

    /// How many threads each worker gets of this many processors.
    func threadsPerWorker(processors: Int) -> Int {
        self.workerThreads > 0 ? self.workerThreads : max(1, processors / max(1, self.workerCount))
    }
}

extension Jobs.WorkerCommand {
    /// The running program itself, by its own file, with its environment.
    static func ofThisProgram(_ arguments: [String]) -> Jobs.WorkerCommand {
        let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return Jobs.WorkerCommand(
            executable: own ?? CommandLine.arguments.first ?? "assayd", arguments: arguments,
            environment: ProcessInfo.processInfo.environment)
    }
}
