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

    public var description: String {
        switch self {
        case .noMembers: "there is nothing to merge: expected at least one model"
        case .invalidWeight(let member, let weight):
            "\(member): the weight is \(weight); expected a finite number"
        case .missingTensor(let tensor, let member, let other):
            "\(member): has no tensor \(tensor), which \(other) has: models that are merged must have the same tensors"
        case .shape(let tensor, let member, let dimensions, let first, let firstDimensions):
            "\(member): tensor \(tensor) has shape \(dimensions), but \(firstDimensions) in \(first): models that are "
                + "merged must have the same shapes"
        case .overflow(let tensor): "tensor \(tensor): the weighted sum is infinite or not a number"
        }
    }
}
