import Checkpoints
import Foundation

/// How rotary positions are stretched beyond the length a model was first trained at.
///
/// Definitions: `modeling_rope_utils.py` of transformers. All three apply at every length.
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
    /// Reads the members of `rope_scaling` or `rope_parameters`; `nil` where positions are not stretched.
    static func read(_ reader: ConfigurationReader, maximumPositions: Int) throws -> RotaryScaling? {
        var known: Set = ["type", "rope_type", "rope_theta", "partial_rotary_factor"]
        let kind = try reader.text("rope_type") ?? reader.text("type") ?? "default"
        var scaling: RotaryScaling?
        switch kind {
        case "default":
            break
        case "linear":
            known.insert("factor")
            scaling = .linear(factor: try reader.requiredPositiveNumber("factor"))
        case "llama3":
            known.formUnion(["factor", "low_freq_factor", "high_freq_factor", "original_max_position_embeddings"])
            scaling = try llama3(reader, maximumPositions: maximumPositions)
        case "yarn":
            known.formUnion([
                "factor", "attention_factor", "beta_fast", "beta_slow", "mscale", "mscale_all_dim", "truncate",
                "original_max_position_embeddings",
            ])
            scaling = try yarn(reader, maximumPositions: maximumPositions)
        default:
            throw reader.refusal("rope_type", "is \"\(kind)\"; known are default, linear, llama3 and yarn")
        }
        try reader.refuseKeys(except: known, of: "rope_type \"\(kind)\"")
        return scaling
    }

    private static func llama3(_ reader: ConfigurationReader, maximumPositions: Int) throws -> RotaryScaling {
        let low = try reader.requiredPositiveNumber("low_freq_factor")
        let high = try reader.requiredPositiveNumber("high_freq_factor")
        guard high > low else { throw reader.refusal("high_freq_factor", .malformed, "must be above low_freq_factor") }
        return .llama3(
            factor: try reader.requiredPositiveNumber("factor"), lowFrequency: low, highFrequency: high,
            originalPositions: try reader.count("original_max_position_embeddings") ?? maximumPositions)
    }

    private static func yarn(_ reader: ConfigurationReader, maximumPositions: Int) throws -> RotaryScaling {
        let original = try reader.count("original_max_position_embeddings") ?? maximumPositions
        let factor = try reader.positiveNumber("factor") ?? Double(maximumPositions) / Double(original)
        func magnitude(_ slope: Double) -> Double { factor <= 1 ? 1 : 0.1 * slope * log(factor) + 1 }
        var attention = magnitude(1)
        if let one = try reader.number("mscale"), let all = try reader.number("mscale_all_dim"), one != 0, all != 0 {
            attention = magnitude(one) / magnitude(all)
        }
        return .yarn(
            factor: factor, betaFast: try reader.positiveNumber("beta_fast") ?? 32,
            betaSlow: try reader.positiveNumber("beta_slow") ?? 1, originalPositions: original,
            attentionFactor: try reader.positiveNumber("attention_factor") ?? attention,
            truncated: try reader.truth("truncate", default: true))
    }

    /// The members of `rope_scaling` that describe this scaling.
    var json: [String: any Sendable] {
        switch self {
        case .linear(let factor):
            ["rope_type": "linear", "factor": factor]
        case .llama3(let factor, let low, let high, let original):
            [
                "rope_type": "llama3", "factor": factor, "low_freq_factor": low, "high_freq_factor": high,
                "original_max_position_embeddings": original,
            ]
        case .yarn(let factor, let fast, let slow, let original, let attention, let truncated):
            [
                "rope_type": "yarn", "factor": factor, "beta_fast": fast, "beta_slow": slow,
                "original_max_position_embeddings": original, "attention_factor": attention, "truncate": truncated,
            ]
        }
    }
}
