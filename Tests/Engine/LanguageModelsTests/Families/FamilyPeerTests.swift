import Foundation
import Testing

@testable import LanguageModels

@Suite(
    "Every family against the transformers of this machine",
    .enabled(
        if: ProcessInfo.processInfo.environment["ASSAY_PEERS_PYTHON"] != nil,
        "set ASSAY_PEERS_PYTHON to a Python that has torch and transformers"), .serialized)
struct FamilyPeerTests {
    @Test("Checkpoints drawn now conform, and the table is printed")
    func table() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "assay-families-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try make(folder, seed: Int.random(in: 2..<1_000_000))
        var lines = ["family | max |ΔNLL|/max(1, NLL) | max layer | max logit"]
        for name in FamilyFixture.names {
            let fixture = try FamilyFixture(folder: folder.appending(path: name))
            let model = try LanguageModel(configuration: fixture.configuration, parameters: fixture.checkpoint)
            let found = try fixture.conformance(of: model)
            let figures = [found.loss, found.layer, found.logit].map { String(format: "%.1e", Double($0)) }
            lines.append(([name] + figures).joined(separator: " | "))
            #expect(found.loss <= Conformance.tolerance, "\(name): \(found)")
            // Other draws than the committed ones may hold larger numbers, which cancel.
            #expect(found.largest <= 3 * Conformance.tolerance, "\(name): \(found)")
        }
        print(lines.joined(separator: "\n"))
    }

    private func make(_ folder: URL, seed: Int) throws {
        let python = try #require(ProcessInfo.processInfo.environment["ASSAY_PEERS_PYTHON"])
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = [
            try Fixture.folder().appending(path: "make_family_fixtures.py").path, folder.path, "\(seed)",
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }
}
