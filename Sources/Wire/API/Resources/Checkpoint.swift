public import Foundation
public import StrictJSON

/// The body of `POST /v1/checkpoints`: a folder that the server may read, or uploaded blobs.
public struct CheckpointCreation: Codable, Hashable, Sendable {
    public enum Source: Hashable, Sendable {
        /// A path within one of the import folders that the configuration allows.
        case folder(String)
        /// File name → SHA-256 of an uploaded blob.
        case files([String: String])
    }

    /// What people call it.
    public var name: String
    public var source: Source
    /// Keys of `config.json`, and names of tensors, that change nothing though Assay does not know them.
    public var ignoredKeys: [String]?

    public init(name: String, source: Source, ignoredKeys: [String]? = nil) {
        self.name = name
        self.source = source
        self.ignoredKeys = ignoredKeys
    }

    private enum CodingKeys: String, CodingKey { case name, folder, files, ignoredKeys }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        ignoredKeys = try container.decodeIfPresent([String].self, forKey: .ignoredKeys)
        if let folder = try container.decodeIfPresent(String.self, forKey: .folder) {
            source = .folder(folder)
        } else {
            source = .files(try container.decode([String: String].self, forKey: .files))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encodeIfPresent(ignoredKeys, forKey: .ignoredKeys)
        switch source {
        case .folder(let folder): try container.encode(folder, forKey: .folder)
        case .files(let files): try container.encode(files, forKey: .files)
        }
    }
}

extension CheckpointCreation: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let name = fields.required("name", as: String.self, check: .name(of: .checkpoint))
        fields.exactlyOne(of: ["folder", "files"])
        let folder = fields.optional(
            "folder", as: String.self, check: .notEmpty,
            "an absolute path within an allowed import folder")
        let files = fields.optional(
            "files", as: [String: String].self, check: .notEmpty.and(.hashes),
            "file name → SHA-256 of an uploaded blob"
        )
        let ignored = fields.optional(
            "ignored_keys", as: [String].self,
            "keys of config.json, and names of tensors, that change nothing though Assay does not know them")
        for (file, hash) in (files ?? [:]).sorted(by: { $0.key < $1.key }) {
            let place = fields.pointer.appending("files").appending(file)
            if let complaint = FieldCheck.sha256.complaint(hash) { fields.findings.add(place, complaint) }
            if let complaint = CheckpointFileName.complaint(about: file) {
                fields.findings.add(place, complaint)
            }
        }
        guard let name else { return nil }
        if let folder {
            self.init(name: name, source: .folder(folder), ignoredKeys: ignored)
        } else if let files {
            self.init(name: name, source: .files(files), ignoredKeys: ignored)
        } else {
            return nil
        }
    }
}

/// What a file of a checkpoint may be called.
public enum CheckpointFileName {
    /// Says what is wrong with a file's name, or `nil`: a plain name, nothing that could leave a folder.
    public static func complaint(about name: String) -> String? {
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
                UInt8(ascii: "_"):
                true
            default: false
            }
        }
        guard isPlain, (1...200).contains(name.utf8.count), !name.hasPrefix(".") else {
            return "is no file name; expected letters, digits, '.', '-' and '_', not beginning with '.'"
        }
        return nil
    }
}

/// One file of a checkpoint.
public struct CheckpointFileResource: Codable, Hashable, Sendable {
    /// What people call it.
    public var name: String
    /// The hash that the bytes are stored under.
    public var sha256: String
    /// How many bytes.
    public var bytes: Int

    public init(name: String, sha256: String, bytes: Int) {
        self.name = name
        self.sha256 = sha256
        self.bytes = bytes
    }
}

/// A model's configuration and parameters.
public struct CheckpointResource: Codable, Hashable, Sendable {
    /// Its id.
    public var id: String
    /// What people call it.
    public var name: String
    /// SHA-256 over the sorted names and hashes of configuration and parameter files.
    public var hash: String
    /// The family, as `config.json` names it.
    public var modelType: String
    /// How many parameters the model has; tied ones count once.
    public var parameters: Int
    /// Rows of the embedding.
    public var vocabularySize: Int
    /// Most positions that the model can look at.
    public var context: Int
    /// Keys of `config.json`, and names of tensors, that are passed over, as whoever brought it asked.
    public var ignoredKeys: [String]
    /// In the order of their names' bytes.
    public var files: [CheckpointFileResource]
    /// When it was made.
    public var createdAt: Date

    public init(
        id: String, name: String, hash: String, modelType: String, parameters: Int, vocabularySize: Int,
        context: Int, ignoredKeys: [String] = [],
        files: [CheckpointFileResource], createdAt: Date
    ) {
        self.id = id
        self.name = name
        self.hash = hash
        self.modelType = modelType
        self.parameters = parameters
        self.vocabularySize = vocabularySize
        self.context = context
        self.ignoredKeys = ignoredKeys
        self.files = files
        self.createdAt = createdAt
    }
}

extension CheckpointFileResource: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.sha256: .sha256()
        ])
    }
}

extension CheckpointResource: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.id: .id(.checkpoint),
            .hash: .sha256(),
        ])
    }
}
