/// Parameters held in memory: what training makes and tests use.
public struct MemoryTensorSource: TensorSource {
    private var tensors: [TensorName: (dimensions: [Int], values: [Float])] = [:]

    public init() {}

    /// Takes tensors, each row-major with as many values as its dimensions say.
    public init(_ tensors: [TensorName: (dimensions: [Int], values: [Float])]) throws {
        for (name, tensor) in tensors {
            try insert(name, dimensions: tensor.dimensions, values: tensor.values)
        }
    }

    /// Adds or replaces a tensor.
    public mutating func insert(_ name: TensorName, dimensions: [Int], values: [Float]) throws {
        let shape = TensorShape(name: name, dimensions: dimensions)
        guard shape.elementCount == values.count else {
            throw CheckpointError(
                .mismatched, file: "", subject: "\(name)",
                message: "shape \(dimensions) has \(shape.elementCount) elements, not \(values.count)")
        }
        tensors[name] = (dimensions, values)
    }

    public func shape(of name: TensorName) -> TensorShape? {
        tensors[name].map { TensorShape(name: name, dimensions: $0.dimensions) }
    }

    public var tensorNames: [TensorName] { tensors.keys.sorted() }

    public func read(
        _ name: TensorName, elements: Range<Int>, into destination: UnsafeMutableBufferPointer<Float>
    ) throws {
        try checkRead(name, elements: elements, destinationCount: destination.count)
        guard let values = tensors[name]?.values else { return }
        _ = destination.update(fromContentsOf: values[elements])
    }
}
