public import Checkpoints

/// Why models cannot be merged.
public enum MergeError: Error, Hashable, Sendable, CustomStringConvertible {
    case noMembers
    /// A weight that no sum can use.
    case invalidWeight(member: String, weight: String)
    /// A tensor that one member has and another lacks.
    case missingTensor(TensorName, member: String, presentIn: String)
    /// A tensor whose shape differs between two members.
    case shape(TensorName, member: String, dimensions: [Int], first: String, firstDimensions: [Int])
    /// A sum that is not finite although its terms are.
    case overflow(TensorName)
    /// A method that uses the base, without one.
    case missingBase(method: String)
    /// Models whose directions cancel out.
    case noMeanDirection(TensorName)
    /// A layer that the models do not have; `last` is `nil` if they have none.
    case layer(Int, last: Int?)
    /// A member that a layer group weighs and nobody gave.
    case unknownMember(String, layers: ClosedRange<Int>)
    /// Members that a layer group cannot tell apart.
    case membersWithOneKey
    /// A row of more elements than can be ranked.
    case rowTooLong(Int)

    /// What was seen, and what is expected.
    public var description: String {
        switch self {
        case .noMembers: "there is nothing to merge: expected at least one model of a weight above 0"
        case .invalidWeight(let member, let weight):
            "\(member): the weight is \(weight); expected a finite number of 0 or more"
        case .missingTensor(let tensor, let member, let other):
            "\(member): has no tensor \(tensor), which \(other) has: models that are merged must have the same tensors"
        case .shape(let tensor, let member, let dimensions, let first, let firstDimensions):
            "\(member): tensor \(tensor) has shape \(dimensions), but \(firstDimensions) in \(first): models that are "
                + "merged must have the same shapes"
        case .overflow(let tensor): "tensor \(tensor): the merged value is infinite or not a number"
        case .missingBase(let method): "\(method) merges differences from a base model; expected one"
        case .noMeanDirection(let tensor):
            "tensor \(tensor): the models' directions cancel out, so multislerp has no mean; expected other weights"
        case .layer(let layer, let last):
            "layers: layer \(layer) is named; expected "
                + (last.map { "at most \($0), the models' last" } ?? "none, for the models have no layers")
        case .unknownMember(let member, let layers):
            "layers: layers \(layers.lowerBound) to \(layers.upperBound) give \"\(member)\" a weight; expected a model "
                + "of the merge"
        case .membersWithOneKey: "layers: two models are the same, so their weights cannot be told apart"
        case .rowTooLong(let count): "a row has \(count) elements; della ranks rows of fewer than 2^32"
        }
    }
}
