public import Checkpoints
import Mixtures

/// A merge that is no mixture by one recipe: settings that differ between tensors or models, weights below 0, sums that
/// are not 1.
public struct TensorwiseRecipe: Hashable, Sendable {
    private let method: MergekitMethod
    private let common: TensorSettings
    private let own: [TensorName: TensorSettings]
    private let seed: UInt64

    init(method: MergekitMethod, settings: [(name: TensorName?, settings: TensorSettings)], seed: UInt64) {
        self.method = method
        self.seed = seed
        common = settings.first?.settings ?? TensorSettings()
        own = Dictionary(settings.compactMap { entry in entry.name.map { ($0, entry.settings) } }) { first, _ in first }
    }

    /// Opens the merge.
    ///
    /// - Parameters:
    ///   - members: the file's models in its order, whose own weights are not looked at. Where their order says
    ///     nothing, they are summed in that of their keys.
    ///   - base: the file's base, if the recipe has one.
    /// - Throws: ``MergeError`` if the models cannot be merged.
    public func open(members: [MergeMember], base: MergeBase? = nil) throws -> any TensorSource {
        if method.usesBase, base == nil { throw MergeError.missingBase(method: method.rawValue) }
        let order =
            method == .slerp ? Array(members.indices) : members.indices.sorted { members[$0].key < members[$1].key }
        let sorted = order.map { members[$0] }
        let aligned = try Merge.align(sorted, onto: base)
        var merges: [TensorSettings: any TensorSource] = [:]
        for settings in Set(own.values).union([common]) {
            var settings = settings
            let asked = settings
            guard settings.parts.count == members.count else { throw MergeError.noMembers }
            settings.parts = order.map { asked.parts[$0] }
            merges[asked] = merge(settings, of: sorted, aligned: aligned, onBase: base != nil)
        }
        return TensorwiseMerge(shapes: aligned.shapes, merges: merges, common: common, own: own)
    }

    private func merge(
        _ settings: TensorSettings, of members: [MergeMember], aligned: AlignedModels, onBase: Bool
    ) -> any TensorSource {
        let weights = settings.parts.map(\.weight)
        let divisor = settings.normalizes && abs(settings.sum) >= 1e-8 ? settings.sum : 1
        switch method {
        case .slerp:
            return SphericalMerge(aligned, differences: false, weighting: SphericalMerge.slerp(weights.last ?? 0))
        case .multislerp:
            let shares = weights.map { $0 / divisor }
            let weighting = SphericalMerge.multislerp(shares)
            guard onBase else { return SphericalMerge(aligned, differences: false, weighting: weighting) }
            return SphericalMerge(aligned, differences: true) { name, geometry throws(MergeError) in
                let found = try weighting(name, geometry)
                return [1 - found.reduce(0, +)] + found
            }
        case .modelStock:
            return SphericalMerge(aligned, differences: true, weighting: SphericalMerge.modelStock(members.count))
        case .linear:
            return LinearMerge(
                members: zip(members, weights).map {
                    MergeMember(name: $0.name, key: $0.key, source: $0.source, weight: $1 / divisor)
                }, aligned: aligned)
        default:
            return DifferenceMerge(differences(settings, divisor: divisor, keys: members.map(\.key)), aligned: aligned)
        }
    }

    private func differences(
        _ settings: TensorSettings, divisor: Double, keys: [String]
    ) -> DifferenceMerge.Settings {
        let kinds = settings.parts.map {
            Thinning.Kind(method.thinning, density: $0.density, gamma: $0.gamma, epsilon: 2 * $0.epsilon)
        }
        return DifferenceMerge.Settings(
            // Of density 0 nothing is left, though the weight counts in the sum of all.
            weights: settings.parts.map { $0.density > 0 ? $0.weight : 0 },
            thinning: Thinning(kinds, seed: seed, keys: keys), elects: method.elects,
            normalizes: method.elects && settings.normalizes,
            lambda: method.elects ? settings.lambda : settings.lambda / divisor)
    }
}

/// Merges of which each gives some of the tensors.
private struct TensorwiseMerge: TensorSource {
    let shapes: [TensorName: TensorShape]
    let merges: [TensorSettings: any TensorSource]
    let common: TensorSettings
    let own: [TensorName: TensorSettings]

    var tensorNames: [TensorName] { shapes.keys.sorted() }

    func shape(of name: TensorName) -> TensorShape? { shapes[name] }

    func read(
        _ name: TensorName, elements: Range<Int>, into destination: UnsafeMutableBufferPointer<Float>
    ) throws {
        guard let merge = merges[own[name] ?? common] else { throw MergeError.noMembers }
        try merge.read(name, elements: elements, into: destination)
    }
}
