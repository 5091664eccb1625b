import ArgumentParser
import Foundation
import Logging
import Testing

@testable import assayd

/// The settings of `assayd serve`: where they come from, and what is refused.
@Suite struct ConfigurationTests {
    private func load(
        file: String? = nil, environment: [String: String] = [:], _ assignments: [String] = []
    ) async throws -> ServeConfiguration {
        var flags = ConfigurationAssignments()
        for assignment in assignments { try flags.set(assignment) }
        return try await ServeConfiguration.load(file: file, environment: environment, flags: flags)
    }

    private func load(yaml: String) async throws -> ServeConfiguration {
        let path = FileManager.default.temporaryDirectory.appending(path: "assayd-\(UUID().uuidString).yaml").path
        try Data(yaml.utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await load(file: path)
    }

    /// What the configuration is refused with.
    private func refusal(_ body: () async throws -> ServeConfiguration) async -> String {
        do {
            return "accepted:\n\(try await body().yaml)"
        } catch {
            return "\(error)"
        }
    }

    private var example: String {
        get throws {
            let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().deletingLastPathComponent()
            return try String(contentsOf: root.appending(path: "Config/assayd.yaml"), encoding: .utf8)
        }
    }

    @Test func keysAreReadOffTheirListInOrder() {
        let names = ServeKeys.all.map(\.name)
        #expect(names.first == "data" && names.last == "checks.hours")
        #expect(names.count == Mirror(reflecting: ServeKeys.table).children.count)
        #expect(Set(names).count == names.count)
        #expect(ServeKeys.named("workers.count")?.environmentName == "ASSAY_WORKERS_COUNT")
    }

    @Test func everyDefaultIsAccepted() async throws {
        let configuration = try await load()
        #expect(configuration.listen == "127.0.0.1:8484")
        #expect(configuration.connections == 1024)
        #expect(configuration.logLevel == .info)
        #expect(configuration.importFolders == [])
        #expect(!configuration.allowRemote)
    }

    @Test func theExampleFileUncommentedIsTheDefaultsKeyByKey() async throws {
        // A line of the example is a setting if it ends where the name of a key and its value do.
        let setting = /^( *)# ((?:[a-z_]+:)(?: [^ ]+)?)$/
        let lines = try example.split(separator: "\n").compactMap { line in
            line.wholeMatch(of: setting).map { "\($0.1)\($0.2)" }
        }
        let configuration = try await load(yaml: lines.joined(separator: "\n") + "\n")
        #expect(lines.joined(separator: "\n") + "\n" == configuration.yaml)
        #expect(try await configuration.yaml == load().yaml)
    }

    @Test func theExampleFileStatesTheBoundsOfEachNumber() throws {
        let words = try example.split(separator: "\n").map { $0.trimmingPrefix { "# ".contains($0) } }.joined(
            separator: " ")
        for key in ServeKeys.all {
            guard let bounds = key.expectation.wholeMatch(of: /an integer (?:from (\d+) to (\d+)|of at least (\d+))/)
            else { continue }
            let prose = bounds.1.map { "\($0) to \(bounds.2 ?? "")" } ?? "\(bounds.3 ?? "") and more"
            #expect(words.contains(prose), "\(key.name): \(prose)")
        }
    }

    @Test func flagsOverrideTheEnvironmentAndThatTheFile() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "assayd-\(UUID().uuidString).yaml").path
        try Data("workers:\n  count: 2\n  threads: 2\njobs:\n  attempts: 2\n".utf8).write(
            to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let configuration = try await load(
            file: path, environment: ["ASSAY_WORKERS_COUNT": "3", "ASSAY_WORKERS_THREADS": "3"], ["workers.count=4"])
        #expect(configuration.workerCount == 4)
        #expect(configuration.workerThreads == 3)
        #expect(configuration.attempts == 2)
    }

    @Test(arguments: [
        ("workers:\n  cuont: 2\n", "workers.cuont: unknown key; did you mean workers.count?"),
        ("count: 2\n", "count: unknown key; did you mean workers.count?"),
        ("limit:\n  connections: 2\n", "limit: unknown key"),
        ("workers:\n  colour: red\n", "workers.colour: unknown key"),
        ("workers: 2\n", "workers: must hold keys of its own"),
        ("data:\n  folder: x\n", "data: must hold a value, not keys"),
        ("- data\n", "must hold keys at its top"),
        ("workers:\n  count: 257\n", "workers.count: is 257, expected an integer from 0 to 256"),
        (
            "workers:\n  count: two\n",
            "workers.count: must be an integer from 0 to 256 (here or in ASSAY_WORKERS_COUNT)"
        ),
        ("limits:\n  blob_bytes: 1\n", "limits.blob_bytes: is 1, expected an integer of at least 1024"),
        ("log_level: loud\n", "log_level: must be one of trace, debug, info, notice, warning, error, critical"),
        ("data: ''\n", "data: is empty, expected text"),
    ])
    func aFileIsRefusedByTheNameOfTheKey(yaml: String, message: String) async {
        #expect(await refusal { try await load(yaml: yaml) }.contains(message))
    }

    @Test(arguments: [
        ("limits.conections=2", "command line: limits.conections: unknown key; did you mean limits.connections?"),
        ("limits.connections", "command line: limits.connections: has no value, expected limits.connections=VALUE"),
        ("limits.connections=0", "command line: limits.connections: is 0, expected an integer from 1 to 100000"),
        ("limits.connections=", "command line: limits.connections: is empty, expected an integer from 1 to 100000"),
        ("allow_remote=yes", "command line: allow_remote: is yes, expected true or false"),
    ])
    func anAssignmentIsRefusedByTheNameOfTheKey(assignment: String, message: String) async {
        #expect(await refusal { try await load([assignment]) } == message)
    }

    @Test func aKeyThatIsSetTwiceOnTheCommandLineIsRefused() throws {
        let flags = try ServeFlags.parse(["--workers", "2", "--set", "workers.count=3"])
        #expect(throws: ConfigurationError.self) { try flags.assignments() }
    }

    @Test func eachFlagSetsItsKey() async throws {
        let flags = try ServeFlags.parse([
            "--data", "d", "--listen", "unix:/s", "--allow-remote", "--workers", "2", "--threads", "3",
            "--import-folder", "/a,b", "--import-folder", "/c", "--state-seconds", "4", "--lease-seconds", "15",
            "--log-level", "debug", "--set", "limits.connections=6",
        ])
        let configuration = try await ServeConfiguration.load(
            file: nil, environment: [:], flags: try flags.assignments())
        let lines = Set(configuration.yaml.split(separator: "\n"))
        #expect(
            lines.isSuperset(of: [
                "data: d", "listen: unix:/s", "allow_remote: true", "  count: 2", "  threads: 3",
                "import_folders: [/a,b, /c]", "  state_seconds: 4", "  lease_seconds: 15", "log_level: debug",
                "  connections: 6",
            ]))
        #expect(configuration.importFolders == ["/a,b", "/c"])
    }
}
