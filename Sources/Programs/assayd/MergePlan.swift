import Checkpoints
import Foundation
import LanguageModels
import Merging
import Mixtures
import Scoring
import StrictJSON

/// What `assayd merge` was asked to merge, whether on the command line or by a file of mergekit's.
struct MergePlan {
    /// The checkpoints' folders and weights, which are a mixture, in the order in which they were named.
    let members: [WeightedFolder]
    /// The base's folder, if the method uses one.
    let base: String?
    /// The method; layer groups weigh members by their folders.
    let recipe: MergeRecipe
    /// The type to store; `nil` for the checkpoints' own.
    let elementType: ElementType?
    /// What a file says beyond a mixture and a recipe.
    let tensorwise: TensorwiseRecipe?
    /// The model whose configuration and tokenizer are copied; `nil` for the first member's.
    let description: String?
    /// Where the models lie that a file names.
    private let folders: ModelFolders

    init(members: [WeightedFolder], base: String?, recipe: MergeRecipe, elementType: ElementType?) {
        self.members = members
        self.base = base
        self.recipe = recipe
        self.elementType = elementType
        (tensorwise, description, folders) = (nil, nil, ModelFolders())
    }

    /// Reads a file of mergekit's; folders in it are relative to the working folder, as mergekit takes them, unless
    /// they are said to lie elsewhere.
    init(config path: String, seed: UInt64?, folders: ModelFolders, ignoring: Set<String>) throws {
        guard let text = try NamedFile.text(of: path) else {
            throw WeightsError(description: "\(path): is not UTF-8")
        }
        let file = try MergekitRecipe(yaml: text, file: path, seed: seed) { name in
            let model = try CheckpointModel.open(folders.folder(of: name), ignoring: ignoring)
            return try model.parameters(as: model.configuration).tensorNames
        }
        let named = Set(file.models.map(\.path) + [file.base].compactMap { $0 })
        if let stranger = folders.strangers(to: named).first {
            throw WeightsError(
                description:
                    "--model \(stranger): is no model of \(path); it names \(named.sorted().joined(separator: ", "))")
        }
        self.folders = folders
        tensorwise = file.tensorwise
        members = file.models.map { WeightedFolder(weight: $0.weight, folder: $0.path) }
        base = file.base
        recipe = file.recipe
        elementType = file.elementType
        description = file.tokenizer
    }

    /// A checkpoint that was opened, and what it is called in the plan.
    private struct Opened {
        let folder: WeightedFolder
        let model: CheckpointModel
        let hash: String
    }

    /// Merges into a new folder what the service would evaluate, bit for bit.
    ///
    /// - Parameter ignoring: keys and tensors that are passed over in every checkpoint.
    /// - Returns: how many checkpoints were merged, and the merge as mergekit's file.
    func write(to folder: String, as storedType: ElementType?, ignoring: Set<String>) throws -> (
        count: Int, parameters: Int, file: MergekitRecipe
    ) {
        let opened = try members.map { member in
            let model = try CheckpointModel.open(folders.folder(of: member.folder), ignoring: ignoring)
            return Opened(folder: member, model: model, hash: "\(try model.checkpoint.hash())")
        }
        let base = try base.map { try CheckpointModel.open(folders.folder(of: $0), ignoring: ignoring) }
        // What has no weight is not merged, and must be of the pool all the same: a slip of the pen names a stranger.
        _ = try MergedModel.configuration(of: opened.map(\.model) + [base].compactMap { $0 })
        let merge = try merge(of: opened, base: base)
        guard let first = opened.first?.model.checkpoint else { throw MergeError.noMembers }
        try MergeWriter.write(
            merge.parameters, of: merge.sources,
            describedBy: try description.map { try CheckpointFolder.open(folders.folder(of: $0)) } ?? first,
            changing: merge.configuration.tiedEmbeddings ? [:] : ["tie_word_embeddings": .boolean(false)],
            to: folder, as: storedType ?? elementType)
        return (
            merge.sources.count, merge.configuration.parameterCount,
            file(storedAs: storedType ?? elementType ?? Self.commonType(of: merge.sources))
        )
    }

    private func merge(of opened: [Opened], base: CheckpointModel?) throws -> MergedModel {
        if let tensorwise {
            let members = opened.map { MergedModel.Member($0.model, key: $0.hash, weight: $0.folder.weight) }
            return try MergedModel(members, base: base) { try tensorwise.open(members: $0, base: $1) }
        }
        let layerSupport = Set(recipe.layerSupport)
        // Sums depend on their order, so it is that of the checkpoints, whatever order they are named in.
        let merged = opened.filter { $0.folder.weight > 0 || layerSupport.contains($0.folder.folder) }
            .sorted { $0.hash < $1.hash }
        let hashes = Dictionary(opened.map { ($0.folder.folder, $0.hash) }) { first, _ in first }
        return try MergedModel(
            merged.map { .init($0.model, key: $0.hash, weight: $0.folder.weight) },
            recipe: recipe.renamingMembers { hashes[$0] ?? $0 }, base: base)
    }

    private func file(storedAs type: ElementType?) -> MergekitRecipe {
        MergekitRecipe(
            models: members.map { .init(path: $0.folder, weight: $0.weight) }, base: base, recipe: recipe,
            elementType: type, tokenizer: description, tensorwise: tensorwise)
    }

    /// The type in which all tensors of all models are stored, if it is one.
    private static func commonType(of sources: [any TensorSource]) -> ElementType? {
        let types = Set(sources.flatMap { source in source.tensorNames.map { source.elementType(of: $0) } })
        return types.count == 1 ? types.first ?? nil : nil
    }
}
