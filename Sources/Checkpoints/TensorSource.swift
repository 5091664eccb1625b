/// What is known of a tensor without reading it.
public struct TensorShape: Hashable, Sendable {
    public let name: TensorName
    /// Outermost dimension first; `[]` is a scalar.
    public let dimensions: [Int]

    public init(name: TensorName, dimensions: [Int]) {
        self.name = name
        self.dimensions = dimensions
    }

    /// How many elements the tensor has.
    public var elementCount: Int { dimensions.reduce(1, *) }
}

/// Where a model's parameters come from: one checkpoint on disk, a weighted merge of many, or memory.
///
/// The forward pass asks for one layer's tensors at a time, so no source need ever hold a whole model.
public protocol TensorSource: Sendable {
    /// The shape of the named tensor, or `nil` if the source has none of that name.
    func shape(of name: TensorName) -> TensorShape?

    /// Every tensor's name, in bytewise order.
    var tensorNames: [TensorName] { get }

    /// Writes a tensor as f32, row-major.
    ///
    /// - Parameters:
    ///   - name: a name for which ``shape(of:)`` is not `nil`.
    ///   - destination: exactly as many elements as the tensor has.
    /// - Throws: ``CheckpointError`` if the tensor is missing, the count differs, or the file changed underneath.
    func read(_ name: TensorName, into destination: UnsafeMutableBufferPointer<Float>) throws
}
