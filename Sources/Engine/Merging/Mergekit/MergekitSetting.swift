import StrictJSON

/// A single value of a parameter.
enum MergekitScalar: Hashable, Sendable, CustomStringConvertible {
    case number(Double)
    case boolean(Bool)

    var description: String {
        switch self {
        case .number(let value): "\(value)"
        case .boolean(let value): "\(value)"
        }
    }
}

/// What a file says of a parameter: one value, values along the layers, or values by parts of tensors' names.
///
/// Evaluated as mergekit's `evaluate_setting` does.
indirect enum MergekitSetting: Hashable, Sendable {
    case scalar(MergekitScalar)
    /// Values at equal distances from the first layer to the last, with straight lines between them.
    case gradient([Double])
    /// The first whose filter is a part of the tensor's name, or that has none.
    case conditional([Condition])

    struct Condition: Hashable, Sendable {
        /// A part of tensors' names, such as `self_attn` or `layers.3.`; `nil` for every tensor.
        let filter: String?
        let value: MergekitSetting
    }

    /// - Parameters:
    ///   - tensor: the tensor's name.
    ///   - share: where its layer lies between the first of its slice, 0, and the last, 1; 0 outside of layers.
    /// - Returns: `nil` if no condition holds.
    func value(tensor: String, share: Double) -> MergekitScalar? {
        switch self {
        case .scalar(let scalar): return scalar
        case .gradient(let values):
            let scaled = share * Double(values.count - 1)
            let first = min(Int(scaled), values.count - 1)
            let second = min(first + 1, values.count - 1)
            let fraction = scaled - Double(first)
            return .number((1 - fraction) * values[first] + fraction * values[second])
        case .conditional(let conditions):
            let holding = conditions.first { $0.filter.map(tensor.contains) ?? true }
            return holding?.value.value(tensor: tensor, share: share)
        }
    }
}

extension MergekitSetting: JSONReadable {
    static func schema(in book: SchemaBook) -> JSONSchema { .anything }

    static func read(_ value: JSONValue, at pointer: JSONPointer, findings: Findings) -> MergekitSetting? {
        switch value {
        case .object: return condition(value, at: pointer, findings).map { .conditional([$0]) }
        case .array(let items):
            guard let first = items.first else {
                findings.add(pointer, "is empty; expected values")
                return nil
            }
            if case .array = first { break }
            if case .object = first { return conditions(items, at: pointer, findings) }
            let values = items.enumerated().compactMap { number($1, at: pointer.appending($0), findings) }
            return values.count == items.count ? .gradient(values) : nil
        // What is null is absent: no condition holds.
        case .null: return .conditional([])
        case .boolean(let flag): return .scalar(.boolean(flag))
        default: return number(value, at: pointer, findings).map { .scalar(.number($0)) }
        }
        findings.add(pointer, "expected a number, a list or conditions")
        return nil
    }

    private static func conditions(
        _ items: [JSONValue], at pointer: JSONPointer, _ findings: Findings
    ) -> MergekitSetting? {
        var conditions: [Condition] = []
        for (index, item) in items.enumerated() {
            guard let condition = condition(item, at: pointer.appending(index), findings) else { return nil }
            conditions.append(condition)
            // What follows a value for every tensor is never looked at.
            if condition.filter == nil { break }
        }
        return .conditional(conditions)
    }

    private static func condition(
        _ value: JSONValue, at pointer: JSONPointer, _ findings: Findings
    ) -> Condition? {
        ObjectReader.read(value, at: pointer, findings: findings) { fields in
            let setting = fields.required("value", as: MergekitSetting.self)
            let filter = fields.optional("filter", as: String.self, check: .notEmpty)
            guard let setting else { return nil }
            return Condition(filter: filter == "*" ? nil : filter, value: setting)
        }
    }

    /// A number; one that YAML takes for text, such as `1e-3`, too.
    private static func number(_ value: JSONValue, at pointer: JSONPointer, _ findings: Findings) -> Double? {
        if let number = value.text.flatMap({ Double($0) }), number.isFinite { return number }
        findings.add(pointer, "is \(value.seen); expected a number")
        return nil
    }
}
