import API
import Foundation
import Mixtures

/// How numbers, times and mixtures stand in a table.
enum Figures {
    /// `12,345`.
    static func count(_ value: Int) -> String {
        let digits = Array(String(value.magnitude))
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { grouped.append(",") }
            grouped.append(digit)
        }
        return (value < 0 ? "-" : "") + grouped
    }

    /// `3.1416`, with the decimals given.
    static func decimal(_ value: Double, _ decimals: Int = 4) -> String {
        guard value.isFinite else { return "\(value)" }
        return String(format: "%.\(decimals)f", value)
    }

    /// `1.23e+15`.
    static func power(_ value: Double) -> String {
        String(format: "%.2e", value)
    }

    /// `2026-01-31 12:00:00`, in UTC.
    static func time(_ date: Date?) -> String {
        guard let date else { return "" }
        return date.formatted(
            Date.ISO8601FormatStyle(dateTimeSeparator: .space, timeZone: .gmt).year().month().day()
                .dateTimeSeparator(.space).time(includingFractionalSeconds: false))
    }

    /// `c + man` for equal weights, else `c 0.25 + man 0.75`: the largest weight first.
    static func mixture(_ weights: [String: Double], decimals: Int = 2) -> String {
        let support = weights.filter { $0.value > 0 }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        guard let first = support.first else { return "" }
        let isUniform = support.allSatisfy { abs($0.value - first.value) <= Mixture.sumTolerance }
        if isUniform { return support.map(\.key).joined(separator: " + ") }
        return support.map { "\($0.key) \(decimal($0.value, decimals))" }.joined(separator: " + ")
    }

    /// The fewest decimals, from 2, with which different mixtures of a table read differently; 6 at most.
    static func decimals(telling mixtures: [[String: Double]]) -> Int {
        let different = Set(mixtures.map { $0.filter { $0.value > 0 } })
        return (2..<6).first { decimals in
            Set(different.map { mixture($0, decimals: decimals) }).count == different.count
        } ?? 6
    }

    /// `c + man (ties density=0.3 lambda=1; bf16)`: the mixture alone for a linear merge in 32-bit floats.
    static func candidate(
        _ weights: [String: Double], _ recipe: MergeRecipe?, _ precision: Precision?, decimals: Int = 2
    ) -> String {
        var notes: [String] = []
        if let recipe {
            let values = parameters(recipe.parameters)
            notes.append(recipe.method.rawValue + (values.isEmpty ? "" : " " + values))
        }
        if let precision { notes.append(precision.rawValue) }
        return mixture(weights, decimals: decimals) + (notes.isEmpty ? "" : " (\(notes.joined(separator: "; ")))")
    }

    /// `density=0.3 lambda=1`, in the order of the parameters' declaration; layer groups by their layers.
    static func parameters(_ parameters: MergeParameters) -> String {
        parameters.given.map { parameter in
            let value: String =
                switch parameter {
                case .lambda: parameters.lambda.map { "\($0)" } ?? ""
                case .density: parameters.density.map { "\($0)" } ?? ""
                case .gamma: parameters.gamma.map { "\($0)" } ?? ""
                case .epsilon: parameters.epsilon.map { "\($0)" } ?? ""
                case .normalize: parameters.normalize.map { "\($0)" } ?? ""
                case .seed: parameters.seed.map { "\($0)" } ?? ""
                case .layers: (parameters.layers ?? []).map(layers).joined(separator: "; ")
                }
            return "\(parameter.rawValue)=\(value)"
        }.joined(separator: " ")
    }

    private static func layers(_ group: LayerGroup) -> String {
        "\(group.layers.lowerBound)-\(group.layers.upperBound): \(mixture(group.mixture.weights))"
    }

    /// `62 %`.
    static func progress(_ share: Double?) -> String {
        share.map { "\(Int($0 * 100)) %" } ?? ""
    }
}
