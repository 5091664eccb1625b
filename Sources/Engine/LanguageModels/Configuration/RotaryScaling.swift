import Foundation
import StrictJSON

/// How rotary positions are stretched beyond the length a model was first trained at.
///
/// Definitions: `modeling_rope_utils.py` of transformers. All three apply at every length. The kind `dynamic` changes
/// nothing up to `max_position_embeddings`, beyond which no window of ours reaches, so it is none of them.
public enum RotaryScaling: Hashable, Sendable {
    /// Every frequency divided by the factor.
    case linear(factor: Double)
    /// Long wavelengths divided by the factor, short ones kept, those between blended.
    case llama3(factor: Double, lowFrequency: Double, highFrequency: Double, originalPositions: Int)
    /// YaRN (arXiv 2309.00071): a ramp over the dimensions between the two betas, and scaled cosines and sines.
    case yarn(
        factor: Double, betaFast: Double, betaSlow: Double, originalPositions: Int, attentionFactor: Double,
        truncated: Bool)
}

extension RotaryScaling {
    /// Keys that one kind or another reads; to the kinds that do not they say nothing, in `transformers` too.
    private static let keysOfKinds = [
        "factor", "original_max_position_embeddings", "low_freq_factor", "high_freq_factor", "beta_fast", "beta_slow",
        "attention_factor", "mscale", "mscale_all_dim", "truncate", "finetuned",
    ]

    /// Reads the members of `rope_scaling` or `rope_parameters`; `nil` where positions are not stretched, and after an
    /// error was found.
    ///
    /// - Parameter original: the trained length that stands outside of the object; it goes before the one within.
    static func read(_ fields: ObjectReader, maximumPositions: Int, original: Int? = nil) -> RotaryScaling? {
        let older = fields.text("type")
        let kind = fields.text("rope_type") ?? older ?? "default"
        fields.complaintAboutUnknown = { [unowned fields] name in
            fields.has(name)
                ? "is not a key that rope_type \"\(kind)\" is known to have, and could change what the model computes"
                : nil
        }
        let scaling: RotaryScaling?
        switch kind {
        case "default": scaling = nil
        case "dynamic":
            _ = fields.requiredPositiveNumber("factor")
            scaling = nil
        case "linear": scaling = fields.requiredPositiveNumber("factor").map { .linear(factor: $0) }
        case "llama3": scaling = llama3(fields, originalPositions(fields, maximumPositions, original))
        case "yarn":
            scaling = yarn(fields, maximumPositions, originalPositions(fields, maximumPositions, original))
        default:
            fields.refuseUnsupported("rope_type", "is \"\(kind)\"; known are default, linear, dynamic, llama3 and yarn")
            fields.complaintAboutUnknown = { _ in nil }
            scaling = nil
        }
        for key in ["attn_factor", "extrapolation_factor"] {
            guard let value = fields.value(key), !ModelFamily.isSettled(value, at: [1]) else { continue }
            fields.refuseUnsupported(key, "is \(value.seen); models are run with 1 only")
        }
        fields.ignore(keysOfKinds)
        return scaling
    }

    /// The length that the model was trained at before positions were stretched.
    private static func originalPositions(_ fields: ObjectReader, _ maximum: Int, _ outside: Int?) -> Int {
        let key = "original_max_position_embeddings"
        let within = fields.count(key)
        if let within, let outside, within != outside {
            fields.refuseUnsupported(
                key, "is \(within), but \(key) outside is \(outside); keep the one that the model was trained with")
        }
        return outside ?? within ?? maximum
    }

    private static func llama3(_ fields: ObjectReader, _ original: Int) -> RotaryScaling? {
        let low = fields.requiredPositiveNumber("low_freq_factor")
        let high = fields.requiredPositiveNumber("high_freq_factor")
        let factor = fields.requiredPositiveNumber("factor")
        guard let low, let high, let factor else { return nil }
        guard high > low else {
            fields.refuse("high_freq_factor", "must be above low_freq_factor")
            return nil
        }
        return .llama3(factor: factor, lowFrequency: low, highFrequency: high, originalPositions: original)
    }

    private static func yarn(_ fields: ObjectReader, _ maximumPositions: Int, _ original: Int) -> RotaryScaling {
        let factor = fields.positiveNumber("factor") ?? Double(maximumPositions) / Double(original)
        func magnitude(_ slope: Double) -> Double { factor <= 1 ? 1 : 0.1 * slope * log(factor) + 1 }
        var attention = magnitude(1)
        let (one, all) = (fields.number("mscale"), fields.number("mscale_all_dim"))
        if let one, let all, one != 0, all != 0 { attention = magnitude(one) / magnitude(all) }
        return .yarn(
            factor: factor, betaFast: fields.positiveNumber("beta_fast") ?? 32,
            betaSlow: fields.positiveNumber("beta_slow") ?? 1, originalPositions: original,
            attentionFactor: fields.positiveNumber("attention_factor") ?? attention,
            truncated: fields.flag("truncate", default: true))
    }

    /// The members of `rope_scaling` that describe this scaling.
    var json: JSONValue {
        switch self {
        case .linear(let factor):
            .object(["rope_type": "linear", "factor": .decimal(factor)])
        case .llama3(let factor, let low, let high, let original):
            .object([
                "rope_type": "llama3", "factor": .decimal(factor), "low_freq_factor": .decimal(low),
                "high_freq_factor": .decimal(high), "original_max_position_embeddings": .number(original),
            ])
        case .yarn(let factor, let fast, let slow, let original, let attention, let truncated):
            .object([
                "rope_type": "yarn", "factor": .decimal(factor), "beta_fast": .decimal(fast),
                "beta_slow": .decimal(slow), "original_max_position_embeddings": .number(original),
                "attention_factor": .decimal(attention), "truncate": .boolean(truncated),
            ])
        }
    }
}
