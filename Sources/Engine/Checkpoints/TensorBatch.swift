/// The parameters of several models of one shape, such as merges of one list of members.
///
/// A run of elements is read for all of them at once, so that what they share is read from disk once.
public protocol TensorBatch: Sendable {
    /// How many models there are; at least one.
    var count: Int { get }

    /// Every tensor's name, in bytewise order.
    var tensorNames: [TensorName] { get }

    /// The shape that the named tensor has in every model, or `nil` if there is none of that name.
    func shape(of name: TensorName) -> TensorShape?

    /// Writes a run of a tensor's elements as f32, for every model.
    ///
    /// Called from several threads at once.
    /// - Parameters:
    ///   - name: a name for which ``shape(of:)`` is not `nil`.
    ///   - elements: positions in row-major order.
    ///   - destinations: one a model, in order, of exactly `elements.count` elements each.
    func read(
        _ name: TensorName, elements: Range<Int>, into destinations: [UnsafeMutableBufferPointer<Float>]) throws
}

/// Models that share nothing, read one after the other.
///
/// They are of one shape: that of the first is told for all.
public struct SeparateSources: TensorBatch {
    private let first: any TensorSource
    private let others: [any TensorSource]

    public init(_ first: any TensorSource, _ others: [any TensorSource] = []) {
        self.first = first
        self.others = others
    }

    public var count: Int { 1 + others.count }

    public var tensorNames: [TensorName] { first.tensorNames }

    public func shape(of name: TensorName) -> TensorShape? { first.shape(of: name) }

    public func read(
        _ name: TensorName, elements: Range<Int>, into destinations: [UnsafeMutableBufferPointer<Float>]
    ) throws {
        for (source, destination) in zip([first] + others, destinations) {
            try source.read(name, elements: elements, into: destination)
        }
    }
}
