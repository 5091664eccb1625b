import Kernels

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
    /// What messages call the source: a file or folder, where it has one.
    var origin: String { get }

    /// The shape of the named tensor, or `nil` if the source has none of that name.
    func shape(of name: TensorName) -> TensorShape?

    /// Every tensor's name, in bytewise order.
    var tensorNames: [TensorName] { get }

    /// The type in which a tensor is stored, or `nil` where it is computed or there is no such tensor.
    func elementType(of name: TensorName) -> ElementType?

    /// Throws ``CheckpointError`` if the tensor is of a type that is not read as parameters, for files may hold buffers
    /// of such types; reads nothing.
    func checkReadable(_ name: TensorName) throws

    /// Writes a run of a tensor's elements as f32, row-major, so that a tensor need not be held whole.
    ///
    /// - Parameters:
    ///   - name: a name for which ``shape(of:)`` is not `nil`.
    ///   - elements: positions in row-major order.
    ///   - destination: exactly `elements.count` elements.
    /// - Throws: ``CheckpointError`` if the tensor is missing, a count differs, or the file changed underneath.
    func read(
        _ name: TensorName, elements: Range<Int>, into destination: UnsafeMutableBufferPointer<Float>) throws

    /// Adds a run of a tensor's elements to a weighted sum, in f32.
    ///
    /// Unlike the reading methods, this does not refuse values that are not finite: whoever sums checks the sum.
    ///
    /// - Parameters:
    ///   - name: a name for which ``shape(of:)`` is not `nil`.
    ///   - elements: positions in row-major order.
    ///   - weight: what each element is multiplied with.
    ///   - isFirst: whether the destination is written, rather than added to.
    ///   - destination: exactly `elements.count` elements.
    func accumulate(
        _ name: TensorName, elements: Range<Int>, weight: Float, isFirst: Bool,
        into destination: UnsafeMutableBufferPointer<Float>) throws
}

extension TensorSource {
    public var origin: String { "parameters" }

    public func elementType(of name: TensorName) -> ElementType? { nil }

    public func checkReadable(_ name: TensorName) throws {}

    /// Whether the tensor is of a type that is read as parameters.
    public func isReadable(_ name: TensorName) -> Bool {
        do {
            try checkReadable(name)
            return true
        } catch {
            return false
        }
    }

    /// Writes a whole tensor as f32, row-major.
    ///
    /// - Parameters:
    ///   - name: a name for which ``shape(of:)`` is not `nil`.
    ///   - destination: exactly as many elements as the tensor has.
    /// - Throws: ``CheckpointError`` as reading a run does.
    public func read(_ name: TensorName, into destination: UnsafeMutableBufferPointer<Float>) throws {
        try read(name, elements: 0..<(shape(of: name)?.elementCount ?? 0), into: destination)
    }

    /// Reads the run into memory and adds it from there.
    public func accumulate(
        _ name: TensorName, elements: Range<Int>, weight: Float, isFirst: Bool,
        into destination: UnsafeMutableBufferPointer<Float>
    ) throws {
        let values = UnsafeMutableBufferPointer<Float>.allocate(capacity: elements.count)
        defer { values.deallocate() }
        try read(name, elements: elements, into: values)
        guard let source = values.baseAddress else { return }
        try StoredElements.f32.accumulate(source, weight: weight, isFirst: isFirst, into: destination)
    }

    /// Throws unless the tensor exists, holds the elements, and the destination has room for exactly those.
    package func checkRead(_ name: TensorName, elements: Range<Int>, destinationCount: Int) throws {
        try shape(of: name).checkRead(name, elements: elements, destinationCount: destinationCount)
    }

    /// A tensor's elements as an array, for small tensors and tests.
    public func values(of name: TensorName) throws -> [Float] {
        let count = shape(of: name)?.elementCount ?? 0
        return try [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
            try read(name, into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
            initialized = count
        }
    }
}

extension TensorShape? {
    /// Throws unless the tensor exists, holds the elements, and the destination has room for exactly those.
    package func checkRead(_ name: TensorName, elements: Range<Int>, destinationCount: Int) throws {
        guard let shape = self else {
            throw CheckpointError(.mismatched, file: "", subject: "\(name)", message: "there is no such tensor")
        }
        guard elements.lowerBound >= 0, elements.upperBound <= shape.elementCount,
            elements.count == destinationCount
        else {
            throw CheckpointError(
                .mismatched, file: "", subject: "\(name)",
                message:
                    "elements \(elements) of \(shape.elementCount) were asked for, with room for \(destinationCount)")
        }
    }
}
