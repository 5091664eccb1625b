import Checkpoints
import Foundation
import LanguageModels
import Testing

@Suite(
    "A checkpoint written here, loaded by transformers",
    .enabled(
        if: ProcessInfo.processInfo.environment["ASSAY_PEERS_PYTHON"] != nil,
        "set ASSAY_PEERS_PYTHON to a Python that has torch and transformers"), .serialized)
struct PeerTests {
    private static let configurations = [
        ModelConfiguration.llama(
            vocabularySize: 257, hiddenSize: 48, intermediateSize: 96, layerCount: 2, headCount: 4,
            tiedEmbeddings: true, maximumPositions: 64, bosToken: 256, eosToken: 256),
        ModelConfiguration.llama(
            vocabularySize: 257, hiddenSize: 48, intermediateSize: 96, layerCount: 2, headCount: 6,
            keyValueHeadCount: 2, headDimension: 10, ropeTheta: 500, attentionBias: true, mlpBias: true,
            maximumPositions: 64),
        ModelConfiguration.llama(
            vocabularySize: 257, hiddenSize: 48, intermediateSize: 96, layerCount: 1, headCount: 4,
            ropeScaling: .llama3(factor: 8, lowFrequency: 1, highFrequency: 4, originalPositions: 32),
            maximumPositions: 64),
    ]

    @Test("Its losses are those found here", arguments: configurations.indices)
    func sameLosses(index: Int) throws {
        let configuration = Self.configurations[index]
        let tokens: [Int32] = (Int32(0)..<400).map { place in (place * place * 7 + place) % 257 }
        let training = try Training(
            configuration: configuration, start: .random(seed: 2),
            data: TrainingData(sources: [.init(name: "text", tokens: tokens, weight: 1)]),
            plan: TrainingPlan(
                steps: 25, sequencesPerStep: 4, context: 32, learningRate: 0.01, schedule: .constant), threads: 2)
        while !training.isFinished { try training.step() }
        let folder = FileManager.default.temporaryDirectory.appending(path: "assay-peer-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try CheckpointWriter.write(
            configuration: configuration.file(), tensors: training.parameters, to: folder.path, as: .f32)
        let written = try CheckpointFolder.open(folder.path)
        let model = try LanguageModel(
            configuration: ModelConfiguration(json: written.configuration, file: "config.json"), parameters: written)
        let window = TokenWindow(inputs: Array(tokens[0..<40]), targets: Array(tokens[1...40]))
        let ours = try model.negativeLogLikelihoods(of: [[window]], threads: 2)[0]
        let theirs = try losses(ofCheckpoint: folder.path, tokens: Array(tokens[0...40]))
        #expect(ours.count == theirs.count)
        for (one, other) in zip(ours, theirs) { #expect((one - other).magnitude <= 1e-5 * max(1, other)) }
    }

    private func losses(ofCheckpoint folder: String, tokens: [Int32]) throws -> [Float] {
        let python = try #require(ProcessInfo.processInfo.environment["ASSAY_PEERS_PYTHON"])
        let script = try Fixture.folder().appending(path: "load_checkpoint.py").path
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = [script, folder] + tokens.map(String.init)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { Float($0) }
    }
}
