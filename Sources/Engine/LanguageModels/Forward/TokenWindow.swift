/// A run of tokens that the model reads at once, and those of its predictions that count.
public struct TokenWindow: Hashable, Sendable {
    /// What the model reads: at least one token, at most the context.
    public var inputs: [Int32]
    /// What the last `targets.count` inputs are to predict, in order.
    public var targets: [Int32]

    public init(inputs: [Int32], targets: [Int32]) {
        self.inputs = inputs
        self.targets = targets
    }
}
