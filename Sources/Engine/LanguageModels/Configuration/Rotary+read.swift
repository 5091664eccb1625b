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
        // The top's goes before the nested one in `transformers`, and means nothing where nothing is stretched.
        let original = top.count("original_max_position_embeddings")
        let nested = ["rope_parameters", "rope_scaling"].compactMap { name in
            top.object(name) {
                Nested(name, reading: $0, turnsWholeHeads: keys.share == nil, maximumPositions, original: original)
            }
        }
        if nested.count == 2 { refuseDifference(nested[0], nested[1], top) }
        var rotary = Rotary(scaling: nested.first?.scaling, share: keys.defaultShare)
        rotary.theta = agreed(
            top, keys.theta, "rope_theta", nested.compactMap { nested in nested.theta.map { (nested.name, $0) } }.first,
            else: rotary.theta)
        if let share = keys.share {
            rotary.share = agreed(
                top, share, "partial_rotary_factor",
                nested.compactMap { nested in nested.share.map { (nested.name, $0) } }.first, else: rotary.share)
            if rotary.share > 1 { top.refuse(share, "is \(rotary.share); must be above 0 and at most 1") }
        }
        return rotary
    }

    /// What the nested object says, else the first key at the top, else the default; another key, or the first beside
    /// the nested object, may only say the same.
    private static func agreed(
        _ top: ObjectReader, _ first: String, _ second: String, _ nested: (name: String, value: Double)?,
        else fallback: Double
    ) -> Double {
        let own = nested == nil ? top.positiveNumber(first) : top.number(first)
        let taken = nested?.value ?? own ?? fallback
        let source =
            nested.map { "\($0.name).\(second) is" }
            ?? (own == nil ? "\(first) is missing, which means" : "\(first) is")
        let others = [(first, own)] + (second == first ? [] : [(second, top.number(second))])
        for case (let key, let number?) in others where number != taken {
            top.refuseUnsupported(
                key, "is \(number), but \(source) \(taken); keep the one that the model was trained with")
        }
        return taken
    }

    /// Refuses two objects that say different things of the same.
    private static func refuseDifference(_ newer: Nested, _ older: Nested, _ top: ObjectReader) {
        let differs =
            newer.scaling != older.scaling
            || zip([newer.theta, newer.share], [older.theta, older.share]).contains { one, other in
                one != nil && other != nil && one != other
            }
        guard differs else { return }
        top.refuseUnsupported(
            older.name, "differs from \(newer.name); keep the one that the model was trained with")
    }

    /// The members of `rope_scaling` or `rope_parameters`.
    private struct Nested {
        let name: String
        let theta: Double?
        let share: Double?
        let scaling: RotaryScaling?

        init(
            _ name: String, reading fields: ObjectReader, turnsWholeHeads: Bool, _ maximumPositions: Int, original: Int?
        ) {
            self.name = name
            theta = fields.positiveNumber("rope_theta")
            share = fields.positiveNumber("partial_rotary_factor")
            if turnsWholeHeads, let share, share != 1 {
                fields.refuseUnsupported(
                    "partial_rotary_factor", "is \(share); models of this type rotate whole heads")
            }
            scaling = RotaryScaling.read(fields, maximumPositions: maximumPositions, original: original)
        }
    }
}
