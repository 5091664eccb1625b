import API
import HTTPServer
import HTTPTypes
import Hashing
import LanguageModels
import Storage
import StrictJSON

/// Checkpoints: imported from allowed folders, or made of uploaded blobs.
struct CheckpointDesk: Sendable {
    let store: Store
    let time: any TimeSource
    let identifiers: IdentifierSource
    let blocking: BlockingQueue
    let importFolders: ImportFolders
}

extension CheckpointDesk {
    /// A checkpoint as it is kept.
    func checkpointRecord(named name: String, _ inspection: CheckpointInspection) -> CheckpointRecord {
        let configuration = inspection.configuration
        return CheckpointRecord(
            id: identifiers.next(.checkpoint), name: name, hash: inspection.hash,
            modelType: configuration.family.rawValue,
            parameters: configuration.parameterCount, vocabularySize: configuration.vocabularySize,
            context: configuration.maximumPositions, ignoredKeys: inspection.ignoredKeys, files: inspection.files,
            createdAt: time.now())
    }

    /// Brings a checkpoint's files into the blob store, and checks them.
    func inspect(_ creation: CheckpointCreation) async throws -> CheckpointInspection {
        let ignored = creation.ignoredKeys ?? []
        switch creation.source {
        case .folder(let folder):
            let sources = try await blocking.run { [importFolders] in try importFolders.open(folder) }
            var blobs: [String: Blob] = [:]
            for source in sources { blobs[source.name] = try await store(source) }
            do {
                return try await inspect(blobs, named: creation.name, ignoring: ignored)
            } catch let fault as CheckpointFault {
                throw Problem.field("/folder", "\(fault)")
            }
        case .files(let files):
            return try await inspect(
                uploaded: files, named: creation.name, ignoring: ignored, at: JSONPointer.root.appending("files"))
        }
    }

    /// Checks a checkpoint whose files are uploaded blobs; errors are put at the files' names below `pointer`.
    func inspect(
        uploaded files: [String: String], named name: String, ignoring: [String] = [], at pointer: JSONPointer
    ) async throws -> CheckpointInspection {
        var blobs: [String: Blob] = [:]
        var errors: [FieldError] = []
        for (name, hash) in files.sorted(by: { $0.key < $1.key }) {
            do {
                blobs[name] = try await store.blobs.blob(named: hash)
            } catch let error as BlobFault {
                errors.append(FieldError(pointer: pointer.appending(name), detail: error.description))
            }
        }
        guard errors.isEmpty else { throw Problem(.invalidBody, errors: errors) }
        do {
            return try await inspect(blobs, named: name, ignoring: ignoring)
        } catch let fault as CheckpointFault {
            let place = fault.file.map { pointer.appending($0) } ?? pointer
            throw Problem(.invalidBody, errors: [FieldError(pointer: place, detail: "\(fault)")])
        }
    }

    private func inspect(
        _ blobs: [String: Blob], named name: String, ignoring: [String]
    ) async throws -> CheckpointInspection {
        try await blocking.run { try CheckpointInspection(blobs: blobs, named: name, ignoring: Set(ignoring)) }
    }

    private func store(_ source: ImportFolders.Source) async throws -> Blob {
        let queue = blocking
        let position = Position()
        let chunks = AsyncThrowingStream<[UInt8], any Error> {
            let bytes = try await queue.run { try source.handle.bytes(at: position.offset) }
            position.offset += Int64(bytes.count)
            return bytes.isEmpty ? nil : bytes
        }
        return try await store.blobs.put(chunks).blob
    }

    /// How far one stream has been read; only that stream touches it.
    private final class Position: @unchecked Sendable {
        var offset: Int64 = 0
    }
}
