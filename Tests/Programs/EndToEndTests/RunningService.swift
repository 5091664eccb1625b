import API
import Client
import Foundation
import Testing

/// `assayd serve` on a free port with a data folder of its own.
final class RunningService: Sendable {
    let process: ProgramProcess
    let client: AssayClient
    let address: String
    let folder: String

    /// Starts a service and waits until it says where it listens.
    ///
    /// - Parameters:
    ///   - folder: a data folder that an earlier service left, or a new one.
    ///   - descriptors: the most that the process may have open; what the tests themselves may have unless given.
    ///   - niceness: what `nice` starts it with.
    init(
        folder: String = RunningService.newFolder(), workers: Int = 1, flags: [String] = [],
        environment: [String: String] = [:], descriptors: Int? = nil, niceness: Int? = nil
    ) async throws {
        self.folder = folder
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let limit = descriptors.map { "ulimit -n \($0); " } ?? ""
        let nice = niceness.map { "nice -n \($0) " } ?? ""
        let serve = [
            "serve", "--data", "\(folder)/data", "--listen", "127.0.0.1:0", "--workers", "\(workers)", "--threads", "1",
        ]
        process = try ProgramProcess(
            executable: URL(filePath: "/bin/bash"),
            ["-c", limit + "exec \(nice)" + #""$0" "$@""#, ProgramProcess.folder.appending(path: "assayd").path] + serve
                + flags,
            environment: environment, logPath: "\(folder)/serve-\(UUID().uuidString).log")
        guard let address = await process.firstLine({ $0.wholeMatch(of: /listening on (.+)/)?.1 }) else {
            throw StartFailure(log: process.log.joined(separator: "\n"))
        }
        self.address = String(address)
        client = try AssayClient(self.address)
    }

    /// A test that failed half way leaves nothing running.
    deinit { process.send(SIGKILL) }

    struct StartFailure: Error, CustomStringConvertible {
        let log: String
        var description: String { "the service did not start:\n\(log)" }
    }

    static func newFolder() -> String {
        FileManager.default.temporaryDirectory.appending(path: "assay-end-to-end-\(UUID().uuidString)").path
    }

    /// Stops it as an operator would, and removes its data.
    func stop() async {
        process.send(SIGTERM)
        let ending = await process.waitUntilEnded()
        #expect(
            ending == ProgramProcess.Ending(status: 0, wasSignalled: false), "\(process.log.joined(separator: "\n"))")
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Ends it at once, as a power cut would, and leaves its data.
    func kill() async {
        process.send(SIGKILL)
        _ = await process.waitUntilEnded()
    }
}
