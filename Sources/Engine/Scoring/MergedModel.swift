public import Checkpoints
import Foundation
public import LanguageModels
public import Merging
public import Mixtures

/// The merge of checkpoints that compute the same function: what an evaluation scores.
public struct MergedModel: Sendable {
    /// A checkpoint of the merge.
    public struct Member: Sendable {
        public let checkpoint: CheckpointModel
        /// What stands for it in random draws and layer groups: its hash, wherever bits are to be found again.
        public let key: String
        public let weight: Double

        /// - Parameter key: the checkpoint's name when missing, which does for methods that neither draw nor group.
        public init(_ checkpoint: CheckpointModel, key: String? = nil, weight: Double) {
            self.checkpoint = checkpoint
            self.key = key ?? checkpoint.name
            self.weight = weight
        }
    }

    /// What the members agree on.
    public let configuration: ModelConfiguration
    /// The merge, computed as it is read.
    public let parameters: any TensorSource
    /// The members' own parameters, under the names of the merge.
    public let sources: [any TensorSource]

    /// Takes checkpoints and their weights, in the order in which they are summed.
    ///
    /// - Parameters:
    ///   - members: the checkpoints.
    ///   - recipe: the merge method; layer groups weigh members by their keys.
    ///   - base: what the members were trained from, for methods that use it.
    /// - Throws: ``ScoringError`` if a key of `config.json` that changes the function differs, ``MergeError`` if
    ///   tensors do, `MergeRecipeError` if the method cannot use the weights, ``CheckpointError`` if a tensor is
    ///   missing.
    public init(_ members: [Member], recipe: MergeRecipe = .linear, base: CheckpointModel? = nil) throws {
        try self.init(members, base: recipe.usesBase ? base : nil) { members, base in
            try Merge.open(recipe: recipe, members: members, base: base)
        }
    }

    /// Takes checkpoints in the order in which the merge wants them.
    ///
    /// - Parameters:
    ///   - members: the checkpoints.
    ///   - base: what the members were trained from, for methods that use it.
    ///   - open: opens the merge of their parameters.
    /// - Throws: As the other, and what `open` throws.
    public init(
        _ members: [Member], base: CheckpointModel?,
        opening open: ([MergeMember], MergeBase?) throws -> any TensorSource
    ) throws {
        guard !members.isEmpty else { throw MergeError.noMembers }
        let configuration = try Self.configuration(of: members.map(\.checkpoint) + [base].compactMap { $0 })
        self.configuration = configuration
        let opened = try members.map {
            MergeMember(
                name: $0.checkpoint.name, key: $0.key, source: try $0.checkpoint.parameters(as: configuration),
                weight: $0.weight)
        }
        sources = opened.map(\.source)
        parameters = try open(
            opened, base.map { MergeBase(name: $0.name, source: try $0.parameters(as: configuration)) })
    }

    /// What checkpoints that are to be merged agree on.
    ///
    /// - Throws: ``ScoringError`` if a key of `config.json` that changes the function differs, ``MergeError`` if there
    ///   are no checkpoints.
    public static func configuration(of checkpoints: [CheckpointModel]) throws -> ModelConfiguration {
        guard let common = CheckpointModel.common(of: checkpoints) else { throw MergeError.noMembers }
        try checkAgreement(checkpoints.map { (name: $0.name, configuration: $0.declared) })
        return common
    }

    /// Refuses models that do not agree on every key that changes the function.
    ///
    /// The ids of special tokens may differ: they change what is read, not what is computed.
    static func checkAgreement(
        _ configurations: [(name: String, configuration: ModelConfiguration)]
    ) throws {
        let plain = configurations.map { member in
            var configuration = member.configuration
            (configuration.bosToken, configuration.eosToken) = (nil, nil)
            return (name: member.name, configuration: configuration)
        }
        guard let first = plain.first else { return }
        for other in plain.dropFirst() where other.configuration != first.configuration {
            throw ScoringError.configurations(
                first: first.name, other: other.name,
                differences: other.configuration.differences(from: first.configuration)
                    .map { "\($0.key) is \($0.value), not \($0.other)" })
        }
    }
}
