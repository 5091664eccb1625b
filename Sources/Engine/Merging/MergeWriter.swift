public import Checkpoints
import Foundation
public import Mixtures
public import StrictJSON

/// Writes the merge of checkpoints as a checkpoint that `transformers` loads.
public enum MergeWriter {
    /// Writes a merge as a new folder, whole or not at all; tensors are streamed.
    ///
    /// Configuration and tokenizer files are those of one checkpoint. That the configurations agree is the caller's to
    /// check: this module does not know what their keys mean.
    ///
    /// - Parameters:
    ///   - merge: what is stored, computed as it is written.
    ///   - sources: what is merged, by the merge's names: a tensor that all of them store in one type is stored in it.
    ///   - description: the checkpoint whose configuration and tokenizer files are copied.
    ///   - keys: keys of the configuration that the merge has another value for.
    ///   - folder: the folder to make; it must not exist, or be empty.
    ///   - elementType: the type to store tensors in; `nil` keeps each tensor's own, or f32 where sources differ.
    ///   - threads: how many merge and write at once; the bytes do not depend on it.
    ///   - durable: whether files are synced.
    /// - Throws: ``MergeError`` or ``CheckpointError``.
    public static func write(
        _ merge: any TensorSource, of sources: [any TensorSource], describedBy description: CheckpointFolder,
        changing keys: [String: JSONValue] = [:], to folder: String, as elementType: ElementType? = nil,
        threads: Int = SafetensorsWriter.defaultThreads, durable: Bool = true
    ) throws {
        let types = Dictionary(
            uniqueKeysWithValues: merge.tensorNames.map { name in
                (name, elementType ?? commonType(of: name, in: sources))
            })
        let copied = description.files.paths.filter { CheckpointFiles.tokenizerNames.contains($0.key) }
        try CheckpointWriter.write(
            configuration: try configuration(of: description, changing: keys, storedAs: Set(types.values)),
            tensors: merge, copying: copied, to: folder, threads: threads, durable: durable
        ) { types[$0] ?? .f32 }
    }

    /// Writes the merge of folders' tensors as they are named there, of which nothing else is known.
    ///
    /// - Parameters:
    ///   - checkpoints: the checkpoints and their weights, in the order in which they are summed.
    ///   - recipe: the merge method and its parameters; members are called and keyed by their folders' names.
    /// - Throws: ``MergeError``, `MergeRecipeError` or ``CheckpointError``.
    public static func write(
        _ checkpoints: [(checkpoint: CheckpointFolder, weight: Double)], by recipe: MergeRecipe = .linear,
        to folder: String, as elementType: ElementType? = nil, threads: Int = SafetensorsWriter.defaultThreads,
        durable: Bool = true
    ) throws {
        guard let first = checkpoints.first?.checkpoint else { throw MergeError.noMembers }
        let merge = try Merge.open(
            recipe: recipe,
            members: checkpoints.map { MergeMember(name: $0.name, source: $0, weight: $1) })
        try write(
            merge, of: checkpoints.map(\.checkpoint), describedBy: first, to: folder, as: elementType,
            threads: threads, durable: durable)
    }

    /// The type in which every source stores a tensor, or f32 if they differ.
    private static func commonType(of name: TensorName, in sources: [any TensorSource]) -> ElementType {
        let types = Set(sources.map { $0.elementType(of: name) })
        return types.count == 1 ? (types.first ?? nil) ?? .f32 : .f32
    }

    /// The configuration with the type that it names for parameters put right: `transformers` loads them in that type.
    private static func configuration(
        of checkpoint: CheckpointFolder, changing keys: [String: JSONValue], storedAs types: Set<ElementType>
    ) throws -> Data {
        let file = checkpoint.files.label(of: CheckpointFiles.configuration)
        let json = try JSONValue(parsing: checkpoint.configuration, in: file)
        guard case .object(let members) = json else {
            throw CheckpointError(.malformed, file: file, message: "expected an object, found \(json.kind)")
        }
        let type = types.count == 1 ? types.first ?? .f32 : .f32
        let typeKeys = ["dtype", "torch_dtype"]
        let corrected = members.map { member in
            let key = String(decoding: member.key, as: UTF8.self)
            if let value = keys[key] { return JSONValue.Member(key: member.key, value: value) }
            guard typeKeys.contains(key), case .string = member.value else { return member }
            return JSONValue.Member(key: member.key, value: .string(Array(type.torchName.utf8)))
        }
        let absent = keys.filter { key, _ in !members.contains { $0.key.elementsEqual(key.utf8) } }
        let all = corrected + absent.sorted { $0.key < $1.key }.map { JSONValue.Member(key: Array($0.utf8), value: $1) }
        guard all != members else { return checkpoint.configuration }
        return Data(JSONValue.object(all).serializedForReading())
    }
}

extension ElementType {
    /// The name that PyTorch gives to the type.
    var torchName: String {
        switch self {
        case .f64: "float64"
        case .f32: "float32"
        case .f16: "float16"
        case .bf16: "bfloat16"
        }
    }
}
