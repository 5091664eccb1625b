import StrictJSON

extension Activation {
    /// What `transformers` calls each of them; the names of one compute the same, to rounding.
    private static let names: [String: Activation] = [
        "gelu": .gelu, "gelu_python": .gelu,
        "gelu_new": .tanhGelu, "gelu_fast": .tanhGelu, "gelu_pytorch_tanh": .tanhGelu, "gelu_python_tanh": .tanhGelu,
        "gelu_accurate": .tanhGelu,
    ]

    /// The default also after an error was found.
    static func read(_ fields: ObjectReader, _ key: String, default fallback: Activation) -> Activation {
        guard let name = fields.text(key) else { return fallback }
        if let activation = names[name] { return activation }
        let known = names.keys.sorted().joined(separator: ", ")
        fields.refuseUnsupported(key, "is \"\(name)\"; known are \(known)")
        return fallback
    }

    /// The name by which it is written.
    var spelling: String {
        switch self {
        case .gelu: "gelu"
        case .tanhGelu: "gelu_new"
        }
    }
}

extension FeedForward {
    /// The function between its two matrices, if it has no gate.
    var activation: Activation? {
        guard case .plain(let activation) = self else { return nil }
        return activation
    }
}
