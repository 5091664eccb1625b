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
    /// A model and its weight.
    public typealias Member = MergeMember

    /// The models, in the order in which they are summed.
    public let members: [Member]
    private let aligned: AlignedModels

    /// Takes models of one shape.
    ///
    /// - Parameter members: the models and their weights, which are not normalised.
    /// - Throws: ``MergeError`` if names or shapes differ.
    public init(members: [Member]) throws(MergeError) {
        for member in members where !member.weight.isFinite {
            throw .invalidWeight(member: member.name, weight: "\(member.weight)")
        }
        self.members = members
        aligned = try AlignedModels(members.map { AlignedModels.Model(name: $0.name, source: $0.source) })
    }

    /// - Parameter aligned: the members' models, in their order.
    init(members: [Member], aligned: AlignedModels) {
        self.members = members
        self.aligned = aligned
    }

    /// Takes models of one shape that messages call by their place.
    public init(members: [(source: any TensorSource, weight: Double)]) throws(MergeError) {
        try self.init(
            members: members.enumerated().map { index, member in
                Member(name: "model \(index + 1)", source: member.source, weight: member.weight)
            })
    }

    /// The tensors of the merged model, in the order of their names' bytes.
    public var tensorNames: [TensorName] { aligned.shapes.keys.sorted() }

    public func shape(of name: TensorName) -> TensorShape? { aligned.shapes[name] }

    public var origin: String { "the merge of \(members.count) models" }

    /// Checks that every member can give the tensor as f32.
    public func checkReadable(_ name: TensorName) throws {
        for member in members {
            try member.source.checkReadable(name)
        }
    }

    /// Reads elements of the weighted sum: f32, added up in the members' order.
    public func read(
        _ name: TensorName, elements: Range<Int>, into destination: UnsafeMutableBufferPointer<Float>
    ) throws {
        try checkRead(name, elements: elements, destinationCount: destination.count)
        try aligned.weightedSum(
            of: name, elements: elements, weights: members.map { Float($0.weight) }, into: destination)
    }
}
