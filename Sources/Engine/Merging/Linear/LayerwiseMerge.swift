import Checkpoints
import Mixtures

/// A linear merge with weights of its own for groups of layers.
///
/// Tensors of no layer, and those of layers in no group, have the members' own weights.
struct LayerwiseMerge: TensorSource {
    private let common: LinearMerge
    private let groups: [(layers: ClosedRange<Int>, merge: LinearMerge)]

    /// - Throws: ``MergeError`` if a group names a member or a layer that is not there.
    init(
        members: [MergeMember], groups: [LayerGroup]
    ) throws(MergeError) {
        let keys = Set(members.map(\.key))
        guard keys.count == members.count else { throw .membersWithOneKey }
        common = try LinearMerge(members: members.filter { $0.weight > 0 })
        // Members that only a group weighs must have the same tensors as the others.
        _ = try LinearMerge(members: members)
        let last = common.tensorNames.compactMap(Merge.layer).max()
        var merges: [(ClosedRange<Int>, LinearMerge)] = []
        for group in groups {
            guard let last, group.layers.upperBound <= last else {
                throw .layer(group.layers.upperBound, last: last)
            }
            if let stranger = group.mixture.support.first(where: { !keys.contains($0) }) {
                throw .unknownMember(stranger, layers: group.layers)
            }
            let weighted = members.map {
                MergeMember(name: $0.name, key: $0.key, source: $0.source, weight: group.mixture[$0.key])
            }
            merges.append(
                (group.layers, try LinearMerge(members: weighted.filter { $0.weight > 0 })))
        }
        self.groups = merges
    }

    var tensorNames: [TensorName] { common.tensorNames }

    func shape(of name: TensorName) -> TensorShape? { common.shape(of: name) }

    func read(
        _ name: TensorName, elements: Range<Int>, into destination: UnsafeMutableBufferPointer<Float>
    ) throws {
        try merge(of: name).read(name, elements: elements, into: destination)
    }

    private func merge(of name: TensorName) -> LinearMerge {
        guard let layer = Merge.layer(of: name) else { return common }
        return groups.first { $0.layers.contains(layer) }?.merge ?? common
    }
}
