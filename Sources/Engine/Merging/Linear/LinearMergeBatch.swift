public import Checkpoints
import Kernels

/// Several weighted sums over one list of models, computed as they are read.
///
/// Each member's run of elements is read once for all sums. A sum has the bits that ``LinearMerge`` gives it of those
/// members alone whose weight in it is not 0, in the order of the list.
public struct LinearMergeBatch: TensorBatch {
    /// A member's weight in one of the sums.
    private struct Share {
        let sum: Int
        let weight: Float
        /// Whether the sum begins with this member.
        let isFirst: Bool
    }

    /// How many merges there are.
    public let count: Int
    private let members: AlignedModels
    /// For each member, the sums that it is part of.
    private let shares: [[Share]]

    /// Takes models of one shape.
    ///
    /// - Parameters:
    ///   - members: the models, in the order in which they are summed, and what messages call them.
    ///   - weights: for each sum, one weight a member, not normalised; 0 leaves the member out.
    /// - Throws: ``MergeError`` if names or shapes differ, or if a sum has no members.
    public init(
        members: [(name: String, source: any TensorSource)], weights: [[Double]]
    ) throws(MergeError) {
        guard !weights.isEmpty else { throw .noMembers }
        self.members = try AlignedModels(members.map { .init(name: $0.name, source: $0.source) })
        var shares = members.map { _ in [Share]() }
        for (sum, weights) in weights.enumerated() {
            guard weights.count == members.count, let first = weights.firstIndex(where: { $0 != 0 }) else {
                throw .noMembers
            }
            for (index, weight) in weights.enumerated() where weight != 0 {
                guard weight.isFinite else { throw .invalidWeight(member: members[index].name, weight: "\(weight)") }
                shares[index].append(Share(sum: sum, weight: Float(weight), isFirst: index == first))
            }
        }
        self.shares = shares
        count = weights.count
    }

    /// The tensors of each merged model, in the order of their names' bytes.
    public var tensorNames: [TensorName] { members.shapes.keys.sorted() }

    public func shape(of name: TensorName) -> TensorShape? { members.shapes[name] }

    /// Reads the same elements of every merge: f32, added up in the members' order.
    public func read(
        _ name: TensorName, elements: Range<Int>, into destinations: [UnsafeMutableBufferPointer<Float>]
    ) throws {
        for destination in destinations {
            try shape(of: name).checkRead(name, elements: elements, destinationCount: destination.count)
        }
        let scratch = UnsafeMutableBufferPointer<Float>.allocate(
            capacity: min(elements.count, AlignedModels.blockLength))
        defer { scratch.deallocate() }
        for start in stride(from: elements.lowerBound, to: elements.upperBound, by: AlignedModels.blockLength) {
            let block = start..<min(start + AlignedModels.blockLength, elements.upperBound)
            let offset = block.lowerBound - elements.lowerBound
            let targets = destinations.map {
                UnsafeMutableBufferPointer(rebasing: $0[offset..<offset + block.count])
            }
            for (member, shares) in zip(members.models, shares) {
                try add(
                    member.source, name, block, shares, to: targets,
                    scratch: UnsafeMutableBufferPointer(rebasing: scratch[..<block.count]))
            }
            for target in targets where !areFinite(UnsafeBufferPointer(target)) {
                throw members.blame(name, elements: block)
            }
        }
    }

    /// Adds a member's run to the sums that it is part of.
    private func add(
        _ source: any TensorSource, _ name: TensorName, _ elements: Range<Int>, _ shares: [Share],
        to targets: [UnsafeMutableBufferPointer<Float>], scratch: UnsafeMutableBufferPointer<Float>
    ) throws {
        if shares.count == 1 {
            let share = shares[0]
            return try source.accumulate(
                name, elements: elements, weight: share.weight, isFirst: share.isFirst, into: targets[share.sum])
        }
        guard !shares.isEmpty else { return }
        // Exactly the member: any number times 1 is itself, and checks are left to the sums.
        try source.accumulate(name, elements: elements, weight: 1, isFirst: true, into: scratch)
        for share in shares {
            guard let run = scratch.baseAddress else { return }
            try StoredElements.f32.accumulate(
                run, weight: share.weight, isFirst: share.isFirst, into: targets[share.sum])
        }
    }
}
