public import Checkpoints

/// One model of a merge.
public struct MergeMember: Sendable {
    /// What messages call it.
    public let name: String
    /// What stands for the model in random draws and layer groups: equal for equal models, wherever they lie, such as
    /// the checkpoint's hash or the partition's name.
    public let key: String
    /// The model's tensors.
    public let source: any TensorSource
    /// Its weight, which is not normalised.
    public let weight: Double

    public init(name: String, key: String? = nil, source: any TensorSource, weight: Double) {
        self.name = name
        self.key = key ?? name
        self.source = source
        self.weight = weight
    }
}

/// The model that the members of a merge were trained from.
public struct MergeBase: Sendable {
    /// What messages call it.
    public let name: String
    /// The model's tensors.
    public let source: any TensorSource

    public init(name: String, source: any TensorSource) {
        self.name = name
        self.source = source
    }
}
