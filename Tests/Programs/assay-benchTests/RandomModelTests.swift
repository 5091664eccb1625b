import Checkpoints
import Foundation
import LanguageModels
import TestSupport
import Testing

@testable import assay_bench

@Suite struct RandomModelTests {
    private let configuration = ModelShape.byte.configuration

    @Test func parametersAreTheSameInWhateverPiecesTheyAreRead() throws {
        let parameters = RandomParameters(configuration, seed: 1)
        let name = TensorName("model.layers.1.mlp.up_proj.weight")
        let whole = try parameters.values(of: name)
        let piece = try [Float](unsafeUninitializedCapacity: 100) { buffer, count in
            try parameters.read(name, elements: 500..<600, into: UnsafeMutableBufferPointer(rebasing: buffer[..<100]))
            count = 100
        }
        #expect(piece == Array(whole[500..<600]))
        #expect(try RandomParameters(configuration, seed: 2).values(of: name) != whole)
        let deviation = (whole.reduce(0) { $0 + Double($1 * $1) } / Double(whole.count)).squareRoot()
        #expect(abs(deviation - 0.04) < 0.001 && abs(whole.reduce(0, +) / Float(whole.count)) < 0.001)
    }

    @Test func aCheckpointIsWrittenOnceAndOpens() throws {
        let folder = try TemporaryFolder()
        let work = try WorkFolder(folder.path)
        let paths = try work.checkpoints(2, shape: .byte, threads: 2)
        #expect(try CheckpointFolder.open(paths[0]).parameterCount == configuration.parameterCount)
        #expect(try CheckpointFolder.open(paths[0]).hash() != CheckpointFolder.open(paths[1]).hash())
        #expect(try work.checkpoints(2, shape: .byte, threads: 1) == paths)
    }

    @Test func aTemporaryWorkFolderGoesWithItsOwner() throws {
        var work: WorkFolder? = try WorkFolder(nil)
        let path = try #require(work?.path)
        #expect(access(path, F_OK) == 0)
        work = nil
        #expect(access(path, F_OK) != 0)
    }

    @Test func windowsAreThoseThatPeersRead() throws {
        let folder = try TemporaryFolder()
        let tokens = RandomTokens(shape: .byte, count: 300)
        try tokens.write(to: folder.path("tokens"))
        #expect(tokens.count == 384)
        let windows = tokens.documents.flatMap { $0 }
        #expect(windows.count == 3 && windows.allSatisfy { $0.inputs.dropFirst().elementsEqual($0.targets.dropLast()) })
        let bytes = try Data(contentsOf: URL(filePath: folder.path("tokens")))
        #expect(bytes.count == 3 * 129 * 4)
        #expect(bytes.prefix(4).elementsEqual(withUnsafeBytes(of: windows[0].inputs[0].littleEndian, Array.init)))
    }
}
