public import Checkpoints

/// The weighted sum Σ wi θi of models of one shape, computed as it is read.
///
/// Members are summed in the order given, in f32, and rounded once, when the sum is stored. A few thousand elements of
/// the members are in flight at a time, so neither the sum nor a member need fit in memory. An element's bits depend on
/// the members, their order and their weights alone. Callers that want equal mixtures to have equal bits give members
/// in a canonical order, such as that of their checkpoints' hashes.
///
/// Source: the parameter average of Na et al., 2024, arXiv 2410.15661, section 2.
public struct LinearMerge: TensorSource {
    /// One model of a merge.
    public struct Member: Sendable {
        /// What messages call it.
        public let name: String
        public let source: any TensorSource
        public let weight: Double

        public init(name: String, source: any TensorSource, weight: Double) {
            self.name = name
            self.source = source
            self.weight = weight
        }
    }

    /// The models, in the order in which they are summed.
    public let members: [Member]
    private let shapes: [TensorName: TensorShape]
    private let aliases: [TensorName: TensorName]

    /// Elements that are summed while they stay in the processor's cache.
    private static let blockLength = 1 << 14

    /// Takes models of one shape.
    ///
    /// - Parameters:
    ///   - members: the models and their weights, which are not normalised.
    ///   - aliases: second names of tensors, by which a member may hold them instead: for tied embeddings, the output
    ///     layer's name with the embedding's. The merge has them under the first names.
    /// - Throws: ``MergeError`` if names or shapes differ.
    public init(members: [Member], aliases: [TensorName: TensorName] = [:]) throws(MergeError) {
        guard let first = members.first else { throw .noMembers }
        for member in members where !member.weight.isFinite {
            throw .invalidWeight(member: member.name, weight: "\(member.weight)")
        }
        self.members = members
        self.aliases = aliases
        shapes = Self.shapes(of: first.source, aliases: aliases)
        for member in members.dropFirst() {
            try Self.compare(
                (first.name, shapes), (member.name, Self.shapes(of: member.source, aliases: aliases)))
        }
    }

    /// Takes models of one shape that messages call by their place.
    public init(members: [(source: any TensorSource, weight: Double)]) throws(MergeError) {
        try self.init(
            members: members.enumerated().map { index, member in
                Member(name: "model \(index + 1)", source: member.source, weight: member.weight)
            })
    }

    private static func shapes(
        of source: any TensorSource, aliases: [TensorName: TensorName]
    ) -> [TensorName: TensorShape] {
        var shapes: [TensorName: TensorShape] = [:]
        for stored in source.tensorNames {
            let name = aliases[stored] ?? stored
            // A member that holds a tied tensor under both names is read by the first.
            guard name == stored || source.shape(of: name) == nil, let shape = source.shape(of: stored) else {
                continue
            }
            shapes[name] = TensorShape(name: name, dimensions: shape.dimensions)
        }
        return shapes
    }

    private static func compare(
        _ first: (name: String, shapes: [TensorName: TensorShape]),
        _ other: (name: String, shapes: [TensorName: TensorShape])
    ) throws(MergeError) {
        for (name, shape) in first.shapes.sorted(by: { $0.key < $1.key }) {
            guard let otherShape = other.shapes[name] else {
                throw .missingTensor(name, member: other.name, presentIn: first.name)
            }
            guard otherShape == shape else {
                throw .shape(
                    name, member: other.name, dimensions: otherShape.dimensions, first: first.name,
                    firstDimensions: shape.dimensions)
            }
        }
        if let name = other.shapes.keys.sorted().first(where: { first.shapes[$0] == nil }) {
            throw .missingTensor(name, member: first.name, presentIn: other.name)
        }
    }

    public var tensorNames: [TensorName] { shapes.keys.sorted() }

    public func shape(of name: TensorName) -> TensorShape? { shapes[name] }

    public func read(_ name: TensorName, into destination: UnsafeMutableBufferPointer<Float>) throws {
        try read(name, elements: 0..<(shape(of: name)?.elementCount ?? 0), into: destination)
    }

    public func read(
        _ name: TensorName, elements: Range<Int>, into destination: UnsafeMutableBufferPointer<Float>
    ) throws {
        try checkRead(name, elements: elements, destinationCount: destination.count)
        for start in stride(from: elements.lowerBound, to: elements.upperBound, by: Self.blockLength) {
            let block = start..<min(start + Self.blockLength, elements.upperBound)
            let target = UnsafeMutableBufferPointer(
                rebasing: destination[block.lowerBound - elements.lowerBound..<block.upperBound - elements.lowerBound])
            for (index, member) in members.enumerated() {
                try member.source.accumulate(
                    storedName(of: name, in: member.source), elements: block, weight: Float(member.weight),
                    isFirst: index == 0, into: target)
            }
            guard areFinite(UnsafeBufferPointer(target)) else { throw blame(name, elements: block) }
        }
    }

    /// The name by which a member holds a tensor.
    func storedName(of name: TensorName, in source: any TensorSource) -> TensorName {
        if source.shape(of: name) != nil { return name }
        return aliases.first { $0.value == name && source.shape(of: $0.key) != nil }?.key ?? name
    }

    /// The error for a sum that is not finite: that of the member with such a value, if there is one.
    func blame(_ name: TensorName, elements: Range<Int>) -> any Error {
        let scratch = UnsafeMutableBufferPointer<Float>.allocate(capacity: elements.count)
        defer { scratch.deallocate() }
        do {
            for member in members {
                try member.source.read(storedName(of: name, in: member.source), elements: elements, into: scratch)
            }
        } catch {
            return error
        }
        return MergeError.overflow(name)
    }
}
