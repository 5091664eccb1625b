import Foundation
import Jobs
import Logging
import Service
import Sockets
import Storage

/// What the configuration means to each part of the service.
extension ServeConfiguration {
    /// Where to listen.
    ///
    /// - Throws: ``ConfigurationError`` for an address that is none, or that others can reach and that is not forced.
    func address() throws -> SocketAddress {
        guard let address = SocketAddress(listen) else {
            throw ConfigurationError(
                source: "configuration", key: "listen", message: "is \(listen), expected ADDRESS:PORT or unix:PATH")
        }
        guard address.isLoopback || allowRemote else {
            throw ConfigurationError(
                source: "configuration", key: "listen",
                message: "is \(listen), which others can reach, and nothing is encrypted and nobody has to sign in; "
                    + "listen on 127.0.0.1, or set allow_remote (--allow-remote) if something guards the address")
        }
        return address
    }

    /// The data folder, by a path that means the same in a worker.
    var dataFolder: String { URL(fileURLWithPath: data).standardizedFileURL.path }

    var level: Logger.Level { Logger.Level(rawValue: logLevel) ?? .info }

    var storeConfiguration: Store.Configuration {
        var store = Store.Configuration()
        store.minimumFreeBytes = Int64(freeBytes)
        return store
    }

    func serviceConfiguration(workerToken: String) -> ServiceConfiguration {
        ServiceConfiguration(
            importFolders: importFolders.map { URL(fileURLWithPath: $0).standardizedFileURL.path },
            uploadFolder: "\(dataFolder)/uploads",
            jsonBytes: Int64(jsonBytes), blobBytes: Int64(blobBytes), queuedJobs: queuedJobs,
            attempts: attempts, workerToken: workerToken)
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
        workerThreads > 0 ? workerThreads : max(1, processors / max(1, workerCount))
    }

    /// The settings as they would stand in a file.
    var yaml: String {
        var lines: [String] = []
        var group = ""
        for (key, value) in values {
            let parts = key.split(separator: ".").map(String.init)
            if parts.count > 1, parts[0] != group {
                group = parts[0]
                lines.append("\(group):")
            }
            lines.append(parts.count > 1 ? "  \(parts[1]): \(value)" : "\(key): \(value)")
        }
        return lines.joined(separator: "\n") + "\n"
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
