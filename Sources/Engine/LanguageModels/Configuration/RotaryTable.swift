import Foundation

/// The cosines and sines by which queries and keys are turned: [positions, pairs] each; empty where none is turned.
struct RotaryTable: Sendable {
    let cosines: [Float]
    let sines: [Float]
    /// How many pairs of a head's dimensions are turned.
    let pairs: Int

    /// Angles are products in f32, as transformers computes them: at position 4,000 an exact angle would differ from
    /// its angle in the fourth decimal.
    init(configuration: ModelConfiguration, positions: Int) {
        guard case .rotary(let rotary) = configuration.positions else {
            (cosines, sines, pairs) = ([], [], 0)
            return
        }
        let frequencies = Self.inverseFrequencies(of: rotary, headDimension: configuration.headDimension)
        let magnitude = Float(Self.attentionFactor(of: rotary))
        var cosines: [Float] = []
        var sines: [Float] = []
        cosines.reserveCapacity(positions * frequencies.count)
        sines.reserveCapacity(positions * frequencies.count)
        for position in 0..<positions {
            for frequency in frequencies {
                let angle = Float(position) * frequency
                cosines.append(cos(angle) * magnitude)
                sines.append(sin(angle) * magnitude)
            }
        }
        self.cosines = cosines
        self.sines = sines
        pairs = frequencies.count
    }

    /// What cosines and sines are multiplied by.
    static func attentionFactor(of rotary: Rotary) -> Double {
        guard case .yarn(_, _, _, _, let factor, _) = rotary.scaling else { return 1 }
        return factor
    }

    /// The turn of each pair of dimensions from one position to the next, in radians: [pairs].
    static func inverseFrequencies(of rotary: Rotary, headDimension: Int) -> [Float] {
        let width = rotary.dimensions(ofHead: headDimension)
        let theta = Float(rotary.theta)
        let plain = (0..<rotary.pairs(ofHead: headDimension)).map { 1 / pow(theta, Float(2 * $0) / Float(width)) }
        switch rotary.scaling {
        case nil:
            return plain
        case .linear(let factor):
            return plain.map { $0 / Float(factor) }
        case .llama3(let factor, let low, let high, let original):
            return plain.map { blended($0, Float(factor), Float(low), Float(high), Float(original)) }
        case .yarn(let factor, let fast, let slow, let original, _, let truncated):
            let ramp = yarnRamp(
                width: width, theta: rotary.theta, betaFast: fast, betaSlow: slow, original: original,
                truncated: truncated)
            return zip(plain, ramp).map { frequency, share in
                frequency / Float(factor) * share + frequency * (1 - share)
            }
        }
    }

    private static func blended(
        _ frequency: Float, _ factor: Float, _ low: Float, _ high: Float, _ original: Float
    ) -> Float {
        let wavelength = 2 * Float.pi / frequency
        if wavelength > original / low { return frequency / factor }
        if wavelength < original / high { return frequency }
        let share = (original / wavelength - low) / (high - low)
        return (1 - share) * frequency / factor + share * frequency
    }

    /// How much of each pair's frequency is interpolated: 0 for the fastest, 1 for the slowest.
    private static func yarnRamp(
        width: Int, theta: Double, betaFast: Double, betaSlow: Double, original: Int, truncated: Bool
    ) -> [Float] {
        func dimension(turns: Double) -> Double {
            Double(width) * log(Double(original) / (turns * 2 * .pi)) / (2 * log(theta))
        }
        var first = dimension(turns: betaFast)
        var last = dimension(turns: betaSlow)
        if truncated {
            first = first.rounded(.down)
            last = last.rounded(.up)
        }
        first = max(first, 0)
        last = min(last, Double(width - 1))
        if first == last { last += 0.001 }
        return (0..<width / 2).map { Float(min(max((Double($0) - first) / (last - first), 0), 1)) }
    }
}
