import API
import Hashing
import Storage

extension CheckpointResource {
    init(_ record: CheckpointRecord) {
        self.init(
            id: record.id.text, name: record.name, hash: record.hash.hex, modelType: record.modelType,
            parameters: record.parameters, vocabularySize: record.vocabularySize, context: record.context,
            ignoredKeys: record.ignoredKeys,
            files: record.files.map { CheckpointFileResource(name: $0.name, sha256: $0.sha256.hex, bytes: $0.bytes) },
            createdAt: record.createdAt.date)
    }
}
