import Foundation
import TestSupport
import Testing

/// The README's lines, run as they stand.
@Suite("The README", .serialized)
struct ReadmeTests {
    /// The shell lines that follow a marker.
    private func lines(marked marker: String, testFile: String = #filePath) throws -> String {
        let root = URL(filePath: testFile).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
        let start = try #require(readme.range(of: "<!-- \(marker): run by ReadmeTests -->\n```sh\n"))
        let end = try #require(readme.range(of: "\n```\n", range: start.upperBound..<readme.endIndex))
        return String(readme[start.upperBound..<end.lowerBound])
    }

    @Test func itsLinesRunFromTextToAScore() async throws {
        let service = try await RunningService()
        let folder = URL(filePath: service.folder).appending(path: "flow")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let blocks = try ["flow", "command line", "without a service"].map { try lines(marked: $0) }
        let path = "\(ProgramProcess.folder.path):" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
        let shell = try ProgramProcess(
            executable: URL(filePath: "/bin/bash"), ["-euo", "pipefail", "-c", blocks.joined(separator: "\n")],
            environment: ["A": service.address, "PATH": path], folder: folder, logPath: "\(service.folder)/flow.log")
        let output = await shell.remainingOutput()
        #expect(
            await shell.waitUntilEnded() == ProgramProcess.Ending(status: 0, wasSignalled: false),
            "\(output)\n\(shell.log.joined(separator: "\n"))")
        // Every evaluation that was asked for by curl came back with its score, and the merge stands on disk.
        #expect(output.components(separatedBy: "\"bits_per_byte\"").count > 4)
        #expect(!output.contains("\"state\":\"failed\""))
        #expect(FileManager.default.fileExists(atPath: folder.appending(path: "mixed/model.safetensors").path))
        await service.stop()
    }
}
