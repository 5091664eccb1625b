import Checkpoints
import Dispatch
import Foundation
import LanguageModels

/// Where random checkpoints and what is made of them stand: a folder that is kept, or a temporary one that is not.
final class WorkFolder {
    let path: String
    private let isKept: Bool
    private var interruption: (any DispatchSourceSignal)?

    /// - Parameter path: a folder that the next run finds its checkpoints in; nil makes a temporary one.
    init(_ path: String?) throws {
        isKept = path != nil
        self.path =
            path ?? FileManager.default.temporaryDirectory.appending(path: "assay-bench-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: self.path, withIntermediateDirectories: true)
        if !isKept { removeWhenInterrupted() }
    }

    deinit {
        if !isKept { try? FileManager.default.removeItem(atPath: path) }
    }

    /// Sixteen checkpoints take 9 GB: too much to leave behind when someone has seen enough.
    private func removeWhenInterrupted() {
        signal(SIGINT, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
        source.setEventHandler { [path] in
            try? FileManager.default.removeItem(atPath: path)
            exit(130)
        }
        source.resume()
        interruption = source
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// The folders of checkpoints with other parameters each, written unless they are there.
    func checkpoints(_ count: Int, shape: ModelShape, threads: Int) throws -> [String] {
        let folders = (0..<count).map { file("\(shape.rawValue)-\($0 + 1)") }
        let configuration = shape.configuration
        for (index, folder) in folders.enumerated() where !FileManager.default.fileExists(atPath: folder) {
            try CheckpointWriter.write(
                configuration: configuration.file(),
                tensors: RandomParameters(configuration, seed: UInt64(index + 1)), to: folder, threads: threads
            ) { _ in .f32 }
        }
        return folders
    }

    /// Writes tokens for peers, and gives the file's path.
    func tokens(_ tokens: RandomTokens, named name: String) throws -> String {
        let path = file("\(name).int32")
        try tokens.write(to: path)
        return path
    }

    /// The path of a folder or file of this name that does not exist, whatever stood there before.
    func fresh(_ name: String) throws -> String {
        let path = file(name)
        if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
        return path
    }
}
