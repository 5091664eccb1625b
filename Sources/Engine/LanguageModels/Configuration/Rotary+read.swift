import Checkpoints

/// What a family calls the keys of rotary positions outside `rope_parameters`.
struct RotaryKeys {
    var theta = "rope_theta"
    /// `nil` for a family that turns whole heads.
    var share: String?
    var defaultShare = 1.0
}

extension Rotary {
    /// Reads either form: `rope_scaling` of older files (`type` or `rope_type`), or `rope_parameters` of newer ones.
    ///
    /// What stands there goes before the keys at the top, as in `transformers`; of two that disagree, the file is
    /// refused.
    static func read(
        _ top: ConfigurationReader, _ keys: RotaryKeys = RotaryKeys(), maximumPositions: Int
    ) throws -> Rotary {
        let nested = try nested(top)
        var rotary = Rotary(share: keys.defaultShare)
        rotary.theta = try nested?.positiveNumber("rope_theta") ?? top.positiveNumber(keys.theta) ?? rotary.theta
        if let share = keys.share {
            rotary.share =
                try nested?.positiveNumber("partial_rotary_factor") ?? top.positiveNumber(share) ?? rotary.share
            try agree(top, [share, "partial_rotary_factor"], rotary.share)
            guard rotary.share <= 1 else {
                throw top.refusal(share, .malformed, "is \(rotary.share); must be above 0 and at most 1")
            }
        } else if let share = try nested?.number("partial_rotary_factor"), share != 1, let nested {
            throw nested.refusal("partial_rotary_factor", "is \(share); models of this type rotate whole heads")
        }
        try agree(top, [keys.theta, "rope_theta"], rotary.theta)
        if let nested { rotary.scaling = try RotaryScaling.read(nested, maximumPositions: maximumPositions) }
        return rotary
    }

    private static func nested(_ top: ConfigurationReader) throws -> ConfigurationReader? {
        let older = try top.object("rope_scaling")
        let newer = try top.object("rope_parameters")
        if let older, newer != nil {
            throw top.refusal(
                "rope_scaling",
                "stands beside rope_parameters; keep one of the two (\(older.members.count) members seen)")
        }
        return older ?? newer
    }

    /// Refuses a key that says otherwise than what the model would be run with.
    private static func agree(_ top: ConfigurationReader, _ keys: [String], _ taken: Double) throws {
        for key in keys {
            guard let number = try top.number(key), number != taken else { continue }
            throw top.refusal(
                key, "is \(number), but rope_parameters says \(taken), or is taken to by the keys that go before this")
        }
    }
}
