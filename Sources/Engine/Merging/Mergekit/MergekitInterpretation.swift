import Checkpoints
import Mixtures

/// Makes of what a file says the settings of each tensor, and finds everything in it that cannot be done.
struct MergekitInterpretation {
    let file: MergekitFile
    let method: MergekitMethod
    /// The models in the order of the file; for `slerp` the base first, and never the base of a method that uses one.
    let models: [String]
    let faults: MergekitFaults
    private let layout: MergekitLayout

    init(
        _ file: MergekitFile, reader: MergekitReader, tensors: (String) throws -> [TensorName]
    ) throws {
        let faults = MergekitFaults()
        (self.file, self.faults) = (file, faults)
        guard let method = MergekitMethod(rawValue: file.method) else {
            throw reader.fault("merge_method", MergekitMethod.refusal(of: file.method))
        }
        self.method = method
        models = Self.models(file, method: method, faults: faults)
        layout = try MergekitLayout(file, faults: faults, tensors: tensors)
        refuseUnknownSettings()
    }

    private static func models(_ file: MergekitFile, method: MergekitMethod, faults: MergekitFaults) -> [String] {
        let named = file.slices.first.map { $0.sources.map(\.model) } ?? []
        let others = named.filter { $0 != file.base }
        if method.usesBase, file.base == nil { faults.add("base_model", "is missing; \(file.method) uses it") }
        switch method {
        case .slerp:
            guard let base = file.base, others.count == 1 else {
                faults.add("base_model", "expected one of two models, from which slerp starts")
                return named
            }
            return [base] + others
        case .linear: return named + (file.base.map { named.contains($0) ? [] : [$0] } ?? [])
        default:
            if others.isEmpty { faults.add("models", "expected a model beside the base_model") }
            return others
        }
    }

    private func refuseUnknownSettings() {
        for (settings, key, isOfModel) in layout.everySetting {
            for name in settings.keys.sorted() {
                let place = "\(key).\(name)"
                guard MergekitMethod.everyParameter.contains(name) else {
                    faults.add(
                        place,
                        "is no parameter of mergekit's methods; \(method.rawValue) has "
                            + (method.parameters.isEmpty ? "none" : method.parameters.sorted().joined(separator: ", ")))
                    continue
                }
                guard isOfModel, method.parameters.contains(name),
                    !["weight", "density", "gamma", "epsilon"].contains(name)
                else { continue }
                faults.add(
                    place,
                    "stands with one model, where mergekit takes no notice of it; expected it in the file's own "
                        + "parameters")
            }
        }
    }

    // MARK: Settings of tensors

    /// The settings of every tensor; one entry without a name where all are alike.
    func settings() throws(MergekitError) -> [(name: TensorName?, settings: TensorSettings)] {
        let found = layout.tensors.map { name, tensor in (name, settings(at: tensor)) }
        try faults.check(in: file.name)
        return found
    }

    private func settings(at tensor: MergekitLayout.Tensor) -> TensorSettings {
        var settings = TensorSettings()
        let own = method.defaults
        if own["lambda"] != nil { settings.lambda = number("lambda", of: nil, at: tensor) }
        for key in ["normalize", "normalize_weights"] where own[key] != nil {
            settings.normalizes = flag(key, at: tensor)
        }
        let rescales = [.dareLinear, .dareTies, .della, .dellaLinear].contains(method)
        require("rescale", .boolean(rescales), at: tensor)
        require("filter_wise", .boolean(false), at: tensor)
        require("eps", .number(1e-8), at: tensor)
        if method == .slerp {
            let share = number("t", of: nil, at: tensor)
            settings.parts = [.init(weight: 1 - share), .init(weight: share)]
        } else {
            settings.parts = models.map { part(of: $0, at: tensor) }
        }
        let isNothing = settings.normalizes ? abs(settings.sum) < 1e-8 : settings.parts.allSatisfy { $0.weight == 0 }
        if isNothing, method == .linear || method == .multislerp {
            let key = models.first.map { layout.value("weight", of: $0, at: tensor).key } ?? "parameters.weight"
            faults.add(key, "sums to 0 with the other models' weights; expected another sum")
        }
        return settings
    }

    private func part(of model: String, at tensor: MergekitLayout.Tensor) -> TensorSettings.Part {
        var part = TensorSettings.Part()
        if method.hasWeights { part.weight = number("weight", of: model, at: tensor) }
        guard method.mergesDifferences else { return part }
        part.density = number("density", of: model, at: tensor, in: 0...1)
        guard method != .taskArithmetic else {
            part.density = 1
            return part
        }
        guard part.density < 1 else { return part }
        if method.defaults["gamma"] != nil { part.gamma = number("gamma", of: model, at: tensor, in: 0...1) }
        if method.defaults["epsilon"] != nil {
            part.epsilon = number("epsilon", of: model, at: tensor, in: 0...1)
            if part.density > 0, part.density - part.epsilon <= 0 || part.density + part.epsilon >= 1 {
                faults.add(
                    layout.value("epsilon", of: model, at: tensor).key,
                    "is \(part.epsilon); expected density \(part.density) ± epsilon between 0 and 1, without both")
            }
        }
        return part
    }

    // MARK: Values

    private func number(
        _ key: String, of model: String?, at tensor: MergekitLayout.Tensor, in range: ClosedRange<Double>? = nil
    ) -> Double {
        let found = layout.value(key, of: model, at: tensor)
        switch found.value ?? method.defaults[key] {
        case .number(let value):
            if let range, !range.contains(value) {
                faults.add(
                    found.key,
                    "is \(value)\(tensor.inWords); expected a number from \(range.lowerBound) to \(range.upperBound)")
            }
            return value
        case .boolean(let value): faults.add(found.key, "is \(value); expected a number")
        case nil:
            faults.add(
                found.key, "is missing\(tensor.inWords); expected a number")
        }
        return 1
    }

    private func flag(_ key: String, at tensor: MergekitLayout.Tensor) -> Bool {
        let found = layout.value(key, of: nil, at: tensor)
        switch found.value ?? method.defaults[key] {
        case .boolean(let value): return value
        case .number(let value) where value == 0 || value == 1: return value == 1
        default: faults.add(found.key, "expected true or false")
        }
        return true
    }

    /// Refuses a value that is not the one that is done here.
    private func require(_ key: String, _ expected: MergekitScalar, at tensor: MergekitLayout.Tensor) {
        guard let standard = method.defaults[key] else { return }
        let found = layout.value(key, of: nil, at: tensor)
        if (found.value ?? standard) != expected {
            faults.add(
                found.key, "is \(found.value ?? standard); \(method.rawValue) here is as with \(expected)")
        }
    }
}
