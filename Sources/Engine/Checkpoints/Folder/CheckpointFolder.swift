public import Foundation
public import Hashing

/// A checkpoint in Hugging Face's layout: `config.json` and parameters in one safetensors file or in shards.
///
/// Knows nothing of what a tensor is for: names stay as the files spell them, tied ones too. Opening one maps the
/// parameter files but touches no mapped page, so a server may open one to inspect it; reading tensors is for processes
/// that may end when a file shrinks under them (see ``SafetensorsFile``).
public struct CheckpointFolder: TensorSource {
    /// The checkpoint's files.
    public let files: CheckpointFiles
    /// The bytes of `config.json`.
    public let configuration: Data
    /// The parameter files, sorted by name.
    public let parameterFiles: [(name: String, file: SafetensorsFile)]
    private let owners: [TensorName: SafetensorsFile]

    /// The name that messages give to the checkpoint.
    public var name: String { files.name }

    /// Opens and checks a checkpoint in a folder.
    public static func open(_ path: String) throws -> CheckpointFolder {
        try CheckpointFolder(files: CheckpointFiles(folder: path))
    }

    /// Opens and checks a checkpoint whose files may stand anywhere.
    ///
    /// `model.safetensors` is read where there is one, as `transformers` does; else the shards that
    /// `model.safetensors.index.json` lists.
    public init(files: CheckpointFiles) throws {
        guard let configuration = try files.contents(of: CheckpointFiles.configuration) else {
            try files.refuseOtherForms()
            throw CheckpointError(
                .unreadable, file: files.label(of: CheckpointFiles.configuration),
                message: "is missing: a checkpoint is a folder with config.json and model.safetensors")
        }
        self.files = files
        self.configuration = configuration
        let index = try ShardIndex(files: files)
        parameterFiles = try index.shards.map { name in
            guard let path = files.paths[name] else {
                throw CheckpointError(.unreadable, file: files.label(of: name), message: "the shard is missing")
            }
            return (name, try SafetensorsFile(path, named: files.label(of: name), isMapped: files.areMapped))
        }
        owners = try index.owners(in: parameterFiles)
    }

    /// The parameter file, or the folder of several.
    public var origin: String { parameterFiles.count == 1 ? parameterFiles[0].file.label : name }

    public func checkReadable(_ name: TensorName) throws { try owners[name]?.checkReadable(name) }

    public var tensorNames: [TensorName] { owners.keys.sorted() }

    public func shape(of name: TensorName) -> TensorShape? { owners[name]?.shape(of: name) }

    /// The type in which a tensor is stored, or `nil` if there is no such tensor.
    public func elementType(of name: TensorName) -> ElementType? { owners[name]?.storedType(of: name)?.elementType }

    /// How many numbers the parameter files hold.
    public var parameterCount: Int {
        owners.reduce(0) { $0 + ($1.value.shape(of: $1.key)?.elementCount ?? 0) }
    }

    public func read(
        _ name: TensorName, elements: Range<Int>, into destination: UnsafeMutableBufferPointer<Float>
    ) throws {
        try owner(of: name).read(name, elements: elements, into: destination)
    }

    public func accumulate(
        _ name: TensorName, elements: Range<Int>, weight: Float, isFirst: Bool,
        into destination: UnsafeMutableBufferPointer<Float>
    ) throws {
        try owner(of: name).accumulate(name, elements: elements, weight: weight, isFirst: isFirst, into: destination)
    }

    private func owner(of name: TensorName) throws -> SafetensorsFile {
        guard let file = owners[name] else {
            throw CheckpointError(
                .mismatched, file: self.name, subject: "\(name)", message: "the checkpoint has no such tensor")
        }
        return file
    }

    /// The names of the files that make the checkpoint's hash: configuration, parameters, and the index of shards.
    public var hashedFileNames: [String] {
        let sharded = parameterFiles.map(\.name) != [CheckpointFiles.parameters]
        return ([CheckpointFiles.configuration] + parameterFiles.map(\.name) + (sharded ? [CheckpointFiles.index] : []))
    }

    /// Reads the files whole and gives the checkpoint's hash, as ``CheckpointHash`` defines it.
    public func hash() throws -> SHA256Digest {
        CheckpointHash.combine(
            try hashedFileNames.map {
                (name: $0, digest: try SHA256.hash(fileAt: files.paths[$0] ?? files.label(of: $0)))
            })
    }
}
