import Yams

/// A single value of a parameter.
enum MergekitScalar: Hashable, Sendable {
    case number(Double)
    case boolean(Bool)
}

/// What a file says of a parameter: one value, values along the layers, or values by parts of tensors' names.
///
/// Evaluated as mergekit's `evaluate_setting` does.
indirect enum MergekitSetting: Hashable, Sendable {
    case scalar(MergekitScalar)
    /// Values at equal distances from the first layer to the last, with straight lines between them.
    case gradient([Double])
    /// The first whose layer it is, or that has none.
    case conditional([Condition])

    struct Condition: Hashable, Sendable {
        /// The layer that is meant; `nil` for every tensor.
        let layer: Int?
        let value: MergekitSetting
    }

    /// - Parameters:
    ///   - layer: the layer, or `nil` for tensors outside of layers.
    ///   - share: where the layer lies between the first of its slice, 0, and the last, 1.
    /// - Returns: `nil` if no condition holds.
    func value(layer: Int?, share: Double) -> MergekitScalar? {
        switch self {
        case .scalar(let scalar): return scalar
        case .gradient(let values):
            let scaled = share * Double(values.count - 1)
            let first = min(Int(scaled), values.count - 1)
            let second = min(first + 1, values.count - 1)
            let fraction = scaled - Double(first)
            return .number((1 - fraction) * values[first] + fraction * values[second])
        case .conditional(let conditions):
            let holding = conditions.first { $0.layer == nil || $0.layer == layer }
            return holding?.value.value(layer: layer, share: share)
        }
    }
}

extension MergekitReader {
    /// Reads a parameter's setting.
    func setting(_ node: Node, at key: String) throws(MergekitError) -> MergekitSetting {
        switch node {
        case .scalar: return .scalar(try scalar(node, at: key))
        case .mapping: return .conditional([try condition(node, at: key)])
        case .sequence(let items):
            guard let first = items.first else { throw fault(key, "is empty; expected values") }
            if case .scalar = first {
                var values: [Double] = []
                for (index, item) in items.enumerated() {
                    values.append(try number(item, at: "\(key)[\(index)]"))
                }
                return .gradient(values)
            }
            var conditions: [MergekitSetting.Condition] = []
            for (index, item) in items.enumerated() {
                conditions.append(try condition(item, at: "\(key)[\(index)]"))
                // What follows a value for every tensor is never looked at.
                if conditions.last?.layer == nil { break }
            }
            return .conditional(conditions)
        default: throw fault(key, "expected a number, a list or conditions")
        }
    }

    private func condition(_ node: Node, at key: String) throws(MergekitError) -> MergekitSetting.Condition {
        let members = try members(of: node, at: key, known: ["filter", "value"])
        guard let value = members["value"] else { throw fault("\(key).value", "is missing") }
        let setting = try setting(value, at: "\(key).value")
        guard let filter = members["filter"], !isNull(filter) else {
            return MergekitSetting.Condition(layer: nil, value: setting)
        }
        let text = try string(filter, at: "\(key).filter")
        if text == "*" { return MergekitSetting.Condition(layer: nil, value: setting) }
        guard let match = text.wholeMatch(of: /(?:[A-Za-z_.]*\.)?(?:layers|h)\.([0-9]{1,6})\./),
            let layer = Int(match.1)
        else {
            throw fault(
                "\(key).filter",
                "is \"\(text)\"; weights here differ by layer only: expected a filter such as \"layers.3.\"")
        }
        return MergekitSetting.Condition(layer: layer, value: setting)
    }

    private func scalar(_ node: Node, at key: String) throws(MergekitError) -> MergekitScalar {
        if let value = Bool.construct(from: node.scalar ?? Node.Scalar("")), node.tag.rawValue.hasSuffix(":bool") {
            return .boolean(value)
        }
        return .number(try number(node, at: key))
    }

    /// A number; one that YAML takes for text, such as `1e-3`, too.
    func number(_ node: Node, at key: String) throws(MergekitError) -> Double {
        guard let text = node.scalar?.string, let value = Double(text), value.isFinite else {
            throw fault(key, "is \(node.scalar.map { "\"\($0.string)\"" } ?? "no number"); expected a number")
        }
        return value
    }
}
