import Checkpoints
import Foundation
import TestSupport
import Testing

@Suite(
    "The safetensors package",
    .enabled(
        if: ProcessInfo.processInfo.environment["ASSAY_PEERS_PYTHON"] != nil,
        "set ASSAY_PEERS_PYTHON to a Python that has safetensors"), .serialized)
struct PeerTests {
    /// Whether the package reads each file.
    private func verdicts(_ paths: [String]) throws -> [Bool] {
        let program = """
            import sys, safetensors
            for path in sys.argv[1:]:
                try:
                    safetensors.deserialize(open(path, "rb").read())
                    print(1)
                except safetensors.SafetensorError:
                    print(0)
            """
        let process = Process()
        process.executableURL = URL(
            filePath: try #require(ProcessInfo.processInfo.environment["ASSAY_PEERS_PYTHON"]))
        process.arguments = ["-c", program] + paths
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return bytes.filter { $0 != 0x0A }.map { $0 == UInt8(ascii: "1") }
    }

    @Test func acceptsTheOddFilesThatAreAcceptedHere() throws {
        let folder = try TemporaryFolder()
        let paths = try SafetensorsHeaderTests.valid.enumerated().map { index, odd in
            try folder.write(safetensors(odd.header, data: [UInt8](repeating: 0, count: odd.data)), to: "\(index)")
        }
        for (odd, accepted) in zip(SafetensorsHeaderTests.valid, try verdicts(paths)) {
            #expect(accepted, "\(odd.header)")
        }
    }

    @Test func refusesWhatIsRefusedHereButForRepeatedKeys() throws {
        let folder = try TemporaryFolder()
        let broken = SafetensorsHeaderTests.broken
        let paths = try broken.enumerated().map { index, broken in try folder.write(broken.bytes, to: "\(index)") }
        let accepted = zip(broken, try verdicts(paths)).filter(\.1).map(\.0.testDescription)
        #expect(accepted.allSatisfy { $0.contains("twice") }, "\(accepted)")
    }
}
