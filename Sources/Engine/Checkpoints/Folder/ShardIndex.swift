import StrictJSON

/// Which parameter files a checkpoint has, and which tensor should stand in which.
struct ShardIndex {
    /// The file to blame.
    private let file: String
    /// The shard of each tensor; `nil` for a single file, which holds what it holds.
    private let shardByTensor: [TensorName: String]?
    /// The parameter files' names, sorted.
    let shards: [String]

    init(files: CheckpointFiles) throws {
        if files.paths[CheckpointFiles.parameters] != nil {
            file = files.label(of: CheckpointFiles.parameters)
            shardByTensor = nil
            shards = [CheckpointFiles.parameters]
            return
        }
        file = files.label(of: CheckpointFiles.index)
        guard let data = try files.contents(of: CheckpointFiles.index, limit: SafetensorsHeader.lengthLimit) else {
            try files.refuseOtherForms()
            throw CheckpointError(
                .unreadable, file: files.label(of: CheckpointFiles.parameters),
                message: "is missing, and there is no \(CheckpointFiles.index) either")
        }
        let map = try Self.weightMap(of: JSONValue(parsing: data, in: file), file: file, folder: files.name)
        shardByTensor = map
        shards = Set(map.values).sorted()
    }

    /// Finds each tensor's file: every listed tensor must stand in its shard, and nowhere else.
    func owners(
        in parameterFiles: [(name: String, file: SafetensorsFile)]
    ) throws -> [TensorName: SafetensorsFile] {
        var owners: [TensorName: SafetensorsFile] = [:]
        for (name, shard) in parameterFiles {
            for tensor in shard.header.tensors {
                if let shardByTensor, shardByTensor[tensor.name] != name {
                    throw mismatch(
                        tensor.name,
                        "stands in \(name), where the index "
                            + (shardByTensor[tensor.name].map { "has it in \($0)" } ?? "does not list it"))
                }
                owners[tensor.name] = shard
            }
        }
        for (tensor, shard) in (shardByTensor ?? [:]).sorted(by: { $0.key < $1.key }) where owners[tensor] == nil {
            throw mismatch(tensor, "is not in \(shard), where the index has it")
        }
        return owners
    }

    private func mismatch(_ tensor: TensorName, _ message: String) -> CheckpointError {
        CheckpointError(.mismatched, file: file, subject: "\(tensor)", message: message)
    }

    private static func weightMap(of json: JSONValue, file: String, folder: String) throws -> [TensorName: String] {
        guard case .object(let members)? = json["weight_map"] else {
            throw CheckpointError(
                .malformed, file: file, subject: "weight_map",
                message: "expected an object of file names by tensor names, found \(json["weight_map"]?.kind ?? "none")"
            )
        }
        guard !members.isEmpty else {
            throw CheckpointError(.malformed, file: file, subject: "weight_map", message: "lists no tensor")
        }
        var map: [TensorName: String] = [:]
        for member in members {
            let tensor = TensorName(utf8: member.key)
            guard let shard = member.value.text else {
                throw CheckpointError(
                    .malformed, file: file, subject: "\(tensor)",
                    message: "expected a file name, found \(member.value.kind)")
            }
            try checkName(shard, of: tensor, file: file, folder: folder)
            map[tensor] = shard
        }
        return map
    }

    /// A shard stands beside its index: no other folder, no absolute name, no way up.
    private static func checkName(_ shard: String, of tensor: TensorName, file: String, folder: String) throws {
        guard !shard.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") || $0 == 0 }),
            shard != "..", shard != "."
        else {
            throw CheckpointError(
                .malformed, file: file, subject: "\(tensor)",
                message: "the shard \"\(shard)\" must be the plain name of a file beside the index")
        }
        try CheckpointFiles.refusePickle(named: shard, in: folder)
        guard shard.hasSuffix(".safetensors") else {
            throw CheckpointError(
                .unsupported, file: file, subject: "\(tensor)",
                message: "the shard \"\(shard)\" is no .safetensors file")
        }
    }
}
