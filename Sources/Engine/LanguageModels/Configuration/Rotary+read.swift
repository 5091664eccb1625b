import StrictJSON

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
        _ top: ObjectReader, _ keys: RotaryKeys = RotaryKeys(), maximumPositions: Int
    ) -> Rotary {
        let nested = ["rope_scaling", "rope_parameters"].compactMap { name in
            top.object(name) { Nested(reading: $0, turnsWholeHeads: keys.share == nil, maximumPositions) }
        }
        if top.has("rope_scaling"), top.has("rope_parameters") {
            top.refuseUnsupported("rope_scaling", "stands beside rope_parameters; keep one of the two")
        }
        var rotary = Rotary(scaling: nested.first?.scaling, share: keys.defaultShare)
        rotary.theta = agreed(top, keys.theta, "rope_theta", nested: nested.first?.theta, else: rotary.theta)
        if let share = keys.share {
            rotary.share = agreed(
                top, share, "partial_rotary_factor", nested: nested.first?.share, else: rotary.share)
            if rotary.share > 1 { top.refuse(share, "is \(rotary.share); must be above 0 and at most 1") }
        }
        return rotary
    }

    /// What the nested object says, else the first key at the top, else the default; another key, or the first beside
    /// the nested object, may only say the same.
    private static func agreed(
        _ top: ObjectReader, _ first: String, _ second: String, nested: Double?, else fallback: Double
    ) -> Double {
        let own = nested == nil ? top.positiveNumber(first) : top.number(first)
        let taken = nested ?? own ?? fallback
        let others = [(first, own)] + (second == first ? [] : [(second, top.number(second))])
        for case (let key, let number?) in others where number != taken {
            top.refuseUnsupported(
                key, "is \(number), but rope_parameters says \(taken), or is taken to by the keys that go before this")
        }
        return taken
    }

    /// The members of `rope_scaling` or `rope_parameters`.
    private struct Nested {
        let theta: Double?
        let share: Double?
        let scaling: RotaryScaling?

        init(reading fields: ObjectReader, turnsWholeHeads: Bool, _ maximumPositions: Int) {
            theta = fields.positiveNumber("rope_theta")
            share = fields.positiveNumber("partial_rotary_factor")
            if turnsWholeHeads, let share, share != 1 {
                fields.refuseUnsupported(
                    "partial_rotary_factor", "is \(share); models of this type rotate whole heads")
            }
            scaling = RotaryScaling.read(fields, maximumPositions: maximumPositions)
        }
    }
}
