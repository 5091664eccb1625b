public import Mixtures
public import StrictJSON

extension Weighting.Kind: JSONWord {}

extension Weighting: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let kind = fields.required(
            "kind", as: Kind.self, "micro: by tokens; macro: equally over groups, by tokens within")
        let partitions = fields.optional(
            "partitions", as: [String].self, check: .items(1...100_000),
            "names; every partition of the pool when missing")
        let groups = fields.optional(
            "groups", as: [String: Double].self, check: .notEmpty.and(.shares),
            "in place of `partitions`: path of labels, or partition name → weight that is spread within")
        let levels = fields.optional(
            "levels", as: Int.self, check: .within(1...Self.mostLevels),
            "of labels that macro weights are equal over; 1 when missing")
        if partitions != nil, groups != nil {
            fields.refuse(
                "groups", "stands beside \"partitions\"; expected one of them, or none for all partitions")
        }
        if kind == .micro, levels != nil {
            fields.refuse("levels", "is for macro weights; micro weights know no groups")
        }
        guard let kind else { return nil }
        self.init(
            kind, over: partitions.map(Scope.partitions) ?? groups.map(Scope.groups) ?? .all,
            levels: levels ?? 1)
    }
}

extension MergeParameters: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        self.init()
        lambda = fields.optional(
            "lambda", as: Double.self, check: .positive(upTo: 100).deferred, "1 when missing")
        density = fields.optional(
            "density", as: Double.self, check: .positive(upTo: 1).deferred, "a method's own when missing")
        gamma = fields.optional("gamma", as: Double.self, check: .within(0...1).deferred)
        epsilon = fields.optional("epsilon", as: Double.self, check: .within(0...1).deferred)
        normalize = fields.optional("normalize", as: Bool.self, "true when missing")
        seed = fields.optional(
            "seed", as: Int.self, check: .within(0...(1 << 53) - 1), "0 when missing"
        ).map(
            UInt64.init)
        layers = fields.optional(
            "layers", as: [LayerGroup].self, check: .items(1...100_000), "of the method `layerwise`")
    }
}

extension LayerGroup: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let layers = fields.required(
            "layers", as: [Int].self, check: .layers, "the first and the last layer, counted from 0")
        let weights = fields.required(
            "weights", as: [String: Double].self, check: .weights, "partition name → weight")
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

extension FieldCheck where Value == [Int] {
    /// The first and the last of consecutive layers.
    fileprivate static var layers: FieldCheck {
        let layer = JSONSchema.integer.with("minimum", 0).with("maximum", 1_000_000)
        return FieldCheck(["items": layer.json, "minItems": 2, "maxItems": 2]) { ends in
            ends.count == 2 && ends[0] >= 0 && ends[0] <= ends[1]
                ? nil : "is \(ends); expected the first and the last layer of the group, counted from 0"
        }
    }
}
