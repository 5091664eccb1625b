public import Checkpoints
import Foundation
public import Mixtures
import StrictJSON

/// Writes the merge of checkpoints as a checkpoint that `transformers` loads.
public enum MergeWriter {
    /// Writes a merged checkpoint as a new folder, whole or not at all; tensors are streamed.
    ///
    /// Configuration and tokenizer files are those of one checkpoint. That the configurations agree is the caller's to
    /// check: this module does not know what their keys mean.
    ///
    /// - Parameters:
    ///   - checkpoints: the checkpoints and their weights, in the order in which they are summed.
    ///   - recipe: the merge method and its parameters.
    ///   - base: the base model, for methods that use it.
    ///   - keys: what stands for each checkpoint in random draws and layer groups; their names unless given.
    ///   - aliases: second names of tensors, as ``LinearMerge`` takes them.
    ///   - description: the checkpoint whose configuration and tokenizer files are copied; the first unless given.
    ///   - folder: the folder to make; it must not exist, or be empty.
    ///   - elementType: the type to store tensors in; `nil` keeps each tensor's own, or f32 where checkpoints differ.
    ///   - threads: how many merge and write at once; the bytes do not depend on it.
    ///   - durable: whether files are synced.
    /// - Throws: ``MergeError``, `MergeRecipeError` or ``CheckpointError``.
    public static func write(
        _ checkpoints: [(checkpoint: CheckpointFolder, weight: Double)], by recipe: MergeRecipe = .linear,
        base: CheckpointFolder? = nil, keys: [String]? = nil, aliases: [TensorName: TensorName] = [:],
        describedBy description: CheckpointFolder? = nil, to folder: String, as elementType: ElementType? = nil,
        threads: Int = SafetensorsWriter.defaultThreads, durable: Bool = true
    ) throws {
        guard let first = description ?? checkpoints.first?.checkpoint else { throw MergeError.noMembers }
        let members = checkpoints.enumerated().map { index, member in
            MergeMember(
                name: member.checkpoint.name, key: keys?.dropFirst(index).first, source: member.checkpoint,
                weight: member.weight)
        }
        let merge = try Merge.open(
            recipe: recipe, members: members, base: base.map { MergeBase(name: $0.name, source: $0) },
            aliases: aliases)
        let types = Dictionary(
            uniqueKeysWithValues: merge.tensorNames.map { name in
                (name, elementType ?? commonType(of: name, in: checkpoints.map(\.checkpoint), aliases: aliases))
            })
        let copied = first.files.paths.filter { CheckpointFiles.tokenizerNames.contains($0.key) }
        try CheckpointWriter.write(
            configuration: try configuration(of: first, storedAs: Set(types.values)), tensors: merge, copying: copied,
            to: folder, threads: threads, durable: durable
        ) { types[$0] ?? .f32 }
    }

    /// The type in which every checkpoint stores a tensor, or f32 if they differ.
    private static func commonType(
        of name: TensorName, in checkpoints: [CheckpointFolder], aliases: [TensorName: TensorName]
    ) -> ElementType {
        let types = Set(
            checkpoints.map { $0.elementType(of: AlignedModels.storedName(of: name, in: $0, aliases: aliases)) })
        return types.count == 1 ? (types.first ?? nil) ?? .f32 : .f32
    }

    /// The configuration with the type that it names for parameters put right: `transformers` loads them in that type.
    private static func configuration(of checkpoint: CheckpointFolder, storedAs types: Set<ElementType>) throws -> Data
    {
        let file = checkpoint.files.path(of: CheckpointFiles.configuration)
        let json = try JSONValue(parsing: checkpoint.configuration, in: file)
        guard case .object(let members) = json else {
            throw CheckpointError(.malformed, file: file, message: "expected an object, found \(json.kind)")
        }
        let type = types.count == 1 ? types.first ?? .f32 : .f32
        let keys = ["dtype", "torch_dtype"]
        let corrected = members.map { member in
            guard keys.contains(where: { member.key.elementsEqual($0.utf8) }), case .string = member.value else {
                return member
            }
            return JSONValue.Member(key: member.key, value: .string(Array(type.torchName.utf8)))
        }
        guard corrected != members else { return checkpoint.configuration }
        return Data(JSONValue.object(corrected).serializedForReading())
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
