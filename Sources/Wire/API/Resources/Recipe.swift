public import Mixtures
public import StrictJSON

extension Weighting.Kind: JSONWord {}

extension Weighting: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let kind = fields.required("kind", as: Kind.self)
        let partitions = fields.optional("partitions", as: [String].self, check: Check.notEmpty)
        let groups = fields.optional("groups", as: [String: Double].self, check: Check.notEmpty)
        let levels = fields.optional("levels", as: Int.self, check: Check.within(1...Self.mostLevels))
        if partitions != nil, groups != nil {
            fields.refuse("groups", "stands beside \"partitions\"; expected one of them, or none for all partitions")
        }
        if kind == .micro, levels != nil {
            fields.refuse("levels", "is for macro weights; micro weights know no groups")
        }
        guard let kind else { return nil }
        self.init(
            kind, over: partitions.map(Scope.partitions) ?? groups.map(Scope.groups) ?? .all, levels: levels ?? 1)
    }
}

extension MergeParameters: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        self.init()
        lambda = fields.optional("lambda", as: Double.self)
        density = fields.optional("density", as: Double.self)
        gamma = fields.optional("gamma", as: Double.self)
        epsilon = fields.optional("epsilon", as: Double.self)
        normalize = fields.optional("normalize", as: Bool.self)
        seed = fields.optional("seed", as: Int.self, check: Check.within(0...(1 << 53) - 1)).map(UInt64.init)
        layers = fields.optional("layers", as: [LayerGroup].self, check: Check.notEmpty)
    }
}

extension LayerGroup: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let layers = fields.required("layers", as: [Int].self) { ends in
            ends.count == 2 && ends[0] >= 0 && ends[0] <= ends[1]
                ? nil : "is \(ends); expected the first and the last layer of the group, counted from 0"
        }
        let weights = fields.required("weights", as: [String: Double].self)
        guard let layers, let weights else { return nil }
        do throws(MixtureError) {
            self.init(layers: layers[0]...layers[1], mixture: try Mixture(weights))
        } catch {
            let place = fields.pointer.appending("weights")
            for fault in error.faults {
                fields.findings.add(fault.partition.map { place.appending($0) } ?? place, fault.detail)
            }
            return nil
        }
    }
}
