import Checkpoints
import Foundation
import Merging
import TestSupport
import Testing

@Suite(
    "A merge written here as mergekit's file, run by mergekit",
    .enabled(
        if: ProcessInfo.processInfo.environment["ASSAY_PEERS_PYTHON"] != nil,
        "set ASSAY_PEERS_PYTHON to a Python that has mergekit"), .serialized)
struct MergekitPeerTests {
    @Test("It has the same parameters", arguments: try MethodFixture.all())
    func sameParameters(fixture: MethodFixture) throws {
        let folder = try TemporaryFolder()
        let recipe = try fixture.recipe()
        try folder.write(Array(recipe.yaml().utf8), to: "merge.yaml")
        try run(folder.path("merge.yaml"), to: folder.path("merged"))
        let merged = try CheckpointFolder.open(folder.path("merged"))
        #expect(try worstDifference(recipe.open(), merged) <= 1e-6)
    }

    /// Runs mergekit among the fixtures' models.
    private func run(_ file: String, to folder: String) throws {
        let python = try #require(ProcessInfo.processInfo.environment["ASSAY_PEERS_PYTHON"])
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = ["-m", "mergekit.scripts.run_yaml", file, folder, "--no-copy-tokenizer"]
        process.currentDirectoryURL = URL(filePath: fixturePath)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    private var fixturePath: String { fixture("methods") }
}
