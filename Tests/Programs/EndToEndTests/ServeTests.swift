import API
import Client
import Foundation
import Testing

/// How `assayd serve` starts, and what it refuses to start with.
@Suite(.serialized) struct ServeTests {
    private let folder = RunningService.newFolder()

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private func refusal(_ flags: [String], environment: [String: String] = [:]) async throws -> String {
        let process = try ProgramProcess(
            "assayd", ["serve", "--data", "\(folder)/data"] + flags, environment: environment,
            logPath: "\(folder)/refused.log")
        let ending = await process.waitUntilEnded()
        #expect(ending.status != 0)
        #expect(!ending.wasSignalled)
        return process.log.joined(separator: "\n")
    }

    private func configuration(_ text: String) throws -> String {
        let path = "\(folder)/\(UUID().uuidString).yaml"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    @Test func anUnknownKeyIsRefusedByItsName() async throws {
        let file = try configuration("workers:\n  cuont: 2\n")
        #expect(try await refusal(["--config", file]).contains("workers.cuont: unknown key"))
        let misplaced = try configuration("count: 2\n")
        #expect(try await refusal(["--config", misplaced]).contains("count: unknown key; did you mean workers.count?"))
    }

    @Test func aValueOutOfRangeSaysWhatIsExpected() async throws {
        let file = try configuration("workers:\n  count: 257\n")
        #expect(
            try await refusal(["--config", file]).contains("workers.count: is 257, expected an integer from 0 to 256"))
        #expect(
            try await refusal([], environment: ["ASSAY_WORKERS_COUNT": "two"])
                .contains("workers.count: must be an integer from 0 to 256"))
    }

    @Test func listeningBeyondLoopbackIsRefusedUnlessForced() async throws {
        #expect(try await refusal(["--listen", "0.0.0.0:0"]).contains("allow_remote"))
    }

    @Test func aSecondServiceOfTheSameFolderIsRefused() async throws {
        let service = try await RunningService(folder: folder, workers: 0)
        #expect(try await refusal(["--listen", "127.0.0.1:0"]).contains("\(folder)/data"))
        await service.stop()
    }

    @Test func everyKeyStandsInTheExampleFileWithItsDefault() async throws {
        let process = try ProgramProcess(
            "assayd", ["serve", "--print-configuration"], logPath: "\(folder)/print.log")
        let printed = await process.remainingOutput()
        #expect(await process.waitUntilEnded().status == 0)
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let example = try String(contentsOf: root.appending(path: "Config/assayd.yaml"), encoding: .utf8)
        let settings = example.split(separator: "\n").map { line in
            line.trimmingPrefix { $0 == "#" || $0 == " " }
        }
        let lines = printed.split(separator: "\n").map { $0.trimmingPrefix { $0 == " " } }
        #expect(lines.count > 10)
        for line in lines { #expect(settings.contains(line), "\(line) does not stand in Config/assayd.yaml") }
    }

    @Test func aUnixSocketServesToo() async throws {
        let path = "/tmp/assay-\(UUID().uuidString.prefix(8)).socket"
        let process = try ProgramProcess(
            "assayd", ["serve", "--data", "\(folder)/unix", "--listen", "unix:\(path)", "--workers", "1"],
            logPath: "\(folder)/unix.log")
        let address = await process.firstLine { $0.wholeMatch(of: /listening on (.+)/)?.1 }
        #expect(address.map(String.init) == "unix:\(path)")
        let client = try AssayClient("unix:\(path)")
        #expect(try await client.readiness().status == "ok")
        process.send(SIGTERM)
        #expect(await process.waitUntilEnded().status == 0)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    /// Newcomer, bug 10: as root, workers ran at 0 and threads of the service at -2 and -4.
    @Test func theNicenessThatItWasStartedWithIsKept() async throws {
        let service = try await RunningService(workers: 1, niceness: 10)
        var workers: [WorkerResource] = []
        while workers.first?.pid ?? 0 == 0 {
            workers = try await service.client.workers().all()
            for _ in 0..<20 { _ = try await service.client.upload(Array("\(UUID())".utf8)) }
        }
        for process in [Int(service.process.identifier)] + workers.map(\.pid) {
            let values = try Self.niceness(of: process)
            #expect(!values.isEmpty && values.allSatisfy { $0 >= 10 }, "\(process): \(values)")
        }
        await service.stop()
    }

    /// The niceness of each thread of a process: the 19th field of `stat`, the 17th after the name in brackets.
    private static func niceness(of process: Int) throws -> [Int] {
        let folder = "/proc/\(process)/task"
        return try FileManager.default.contentsOfDirectory(atPath: folder).compactMap { thread in
            let stat = try? String(contentsOfFile: "\(folder)/\(thread)/stat", encoding: .utf8)
            let fields = stat?.split(separator: ")").last?.split(separator: " ")
            return fields.flatMap { $0.count > 16 ? Int($0[16]) : nil }
        }
    }
}
