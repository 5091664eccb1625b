import Foundation
import Testing

@Suite(
    "Regressions of tables drawn anew, by scikit-learn",
    .enabled(
        if: ProcessInfo.processInfo.environment["ASSAY_PEERS_PYTHON"] != nil,
        "set ASSAY_PEERS_PYTHON to a Python that has scikit-learn"), .serialized)
struct RegressionPeerTests {
    @Test("Ridge and Gaussian processes agree", arguments: [1, 2, 3])
    func agree(seed: Int) throws {
        let python = try #require(ProcessInfo.processInfo.environment["ASSAY_PEERS_PYTHON"])
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = [try RegressionFixture.folder().appending(path: "regressions.py").path, "\(seed)"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let fixture = try JSONDecoder().decode(RegressionFixture.self, from: bytes)
        try fixture.checkRidge()
        try fixture.checkProcesses()
    }
}
