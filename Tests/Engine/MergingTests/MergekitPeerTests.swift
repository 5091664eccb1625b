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
    @Test("It has the same parameters")
    func sameParameters() throws {
        let folder = try TemporaryFolder()
        let fixtures = try MethodFixture.all()
        for fixture in fixtures {
            let recipe = try fixture.recipe()
            // What says more than a recipe is not written: the file stands as people write it.
            let yaml = try recipe.tensorwise == nil ? recipe.yaml() : fixture.yaml()
            try folder.write(Array(yaml.utf8), to: "\(fixture.name).yaml")
        }
        try runMergekit(fixtures.flatMap { [folder.path("\($0.name).yaml"), folder.path($0.name)] })
        for fixture in fixtures {
            let merged = try CheckpointFolder.open(folder.path(fixture.name))
            #expect(try worstDifference(fixture.recipe().open(), merged) <= 1e-6, "\(fixture.name)")
        }
    }

    /// Runs mergekit among the fixtures' models.
    private func runMergekit(_ filesAndFolders: [String]) throws {
        let python = try #require(ProcessInfo.processInfo.environment["ASSAY_PEERS_PYTHON"])
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = [fixture("run_mergekit.py")] + filesAndFolders
        process.currentDirectoryURL = URL(filePath: fixture("methods"))
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}
