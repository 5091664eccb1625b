import Checkpoints
import Foundation
import Hashing
import LanguageModels
import Storage

/// What the service learns of a checkpoint from its files in the blob store: everything checked, nothing kept.
struct CheckpointInspection: Sendable {
    let hash: SHA256Digest
    let configuration: ModelConfiguration
    /// What was passed over, in order.
    let ignoredKeys: [String]
    let files: [CheckpointRecord.File]

    /// Reads headers and configuration, and every parameter once; blocks the calling thread.
    ///
    /// - Parameters:
    ///   - blobs: verified blobs by file name.
    ///   - name: what people call the checkpoint.
    ///   - ignoring: keys of `config.json`, and tensors, that are passed over.
    /// - Throws: ``CheckpointFault``.
    init(blobs: [String: Blob], named name: String, ignoring: Set<String> = []) throws {
        do {
            let paths = blobs.mapValues(\.path)
            let folder = try CheckpointFolder(files: CheckpointFiles(name: name, paths: paths, areMapped: false))
            let model = try CheckpointModel(folder, ignoring: ignoring)
            try model.checkFinite()
            configuration = model.configuration
        } catch let error as CheckpointError where !error.lacksDescriptor {
            throw CheckpointFault(error, blobs: blobs)
        }
        ignoredKeys = ignoring.sorted()
        hash = CheckpointHash.combine(blobs.map { (name: $0.key, digest: $0.value.digest) })
        files = blobs.sorted { $0.key < $1.key }.map { name, blob in
            CheckpointRecord.File(name: name, sha256: blob.digest, bytes: Int(blob.size))
        }
    }
}

/// What is wrong with a checkpoint's files, in words for whoever sent them: files by their names, not by where they
/// stand.
struct CheckpointFault: Error, CustomStringConvertible {
    /// The file concerned, if it is one of the checkpoint's.
    let file: String?
    let description: String

    init(_ error: CheckpointError, blobs: [String: Blob]) {
        let byPath = Dictionary(blobs.map { ($0.value.path, $0.key) }) { first, _ in first }
        let name = byPath[error.file] ?? error.file.split(separator: "/").last.map(String.init) ?? error.file
        file = blobs[name] == nil ? nil : name
        var message = error.message
        for (path, name) in byPath { message = message.replacingOccurrences(of: path, with: name) }
        description = [name, error.subject, message].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ": ")
    }
}
