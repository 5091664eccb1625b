public import Checkpoints
import Foundation
public import LanguageModels
public import Merging

/// The weighted merge of checkpoints that compute the same function: what an evaluation scores.
public struct MergedModel: Sendable {
    /// What the members agree on.
    public let configuration: ModelConfiguration
    /// The weighted sum, computed as it is read.
    public let parameters: LinearMerge

    /// Takes checkpoints and their weights, in the order in which they are summed.
    ///
    /// - Throws: ``ScoringError`` if a key of `config.json` that changes the function differs, ``MergeError`` if tensors
    ///   do, ``CheckpointError`` if a configuration is not one of a supported model.
    public init(_ members: [(checkpoint: CheckpointFolder, weight: Double)]) throws {
        configuration = try Self.configuration(of: members.map(\.checkpoint))
        parameters = try LinearMerge(
            members: members.map {
                LinearMerge.Member(name: $0.checkpoint.name, source: $0.checkpoint, weight: $0.weight)
            }, aliases: configuration.tensorAliases)
    }

    /// What checkpoints that are to be merged agree on.
    ///
    /// - Throws: ``ScoringError`` if a key of `config.json` that changes the function differs, ``CheckpointError`` if a
    ///   configuration is not one of a supported model, ``MergeError`` if there are no checkpoints.
    static func configuration(of checkpoints: [CheckpointFolder]) throws -> ModelConfiguration {
        let configurations = try checkpoints.map { checkpoint in
            (
                name: checkpoint.name,
                configuration: try ModelConfiguration(
                    json: checkpoint.configuration, file: checkpoint.files.path(of: CheckpointFiles.configuration))
            )
        }
        guard let first = configurations.first else { throw MergeError.noMembers }
        try checkAgreement(configurations)
        return first.configuration
    }

    /// Refuses models that do not agree on every key that changes the function.
    ///
    /// The ids of special tokens may differ: they change what is read, not what is computed.
    public static func checkAgreement(
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
                differences: try other.configuration.differences(from: first.configuration)
                    .map { "\($0.key) is \($0.value), not \($0.other)" })
        }
    }
}
