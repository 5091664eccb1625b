extension Extrapolation {
    /// For people, one a reason.
    ///
    /// - Parameter names: Of the columns.
    public func sentences(names: [String]) -> [String] {
        reasons.map { Extrapolation.sentence($0, names: names) }
    }

    private static func sentence(_ reason: Reason, names: [String]) -> String {
        switch reason {
        case .unvaried(let column, let always, let asked):
            "\(names[column]) is \(share(asked)), and \(share(always)) in every fitted mixture"
        case .beyond(let column, let least, let most, let asked):
            "\(names[column]) is \(share(asked)), and \(share(least)) to \(share(most)) in fitted mixtures"
        case .together(let columns):
            "\(columns.map { names[$0] }.joined(separator: ", ")) always went together in fitted mixtures, and do not here"
        case .combination: "no fitted mixture combines its weights so far from their means"
        case .distance(let distance, let most):
            "\(share(distance)) of it differs from the nearest fitted mixture; at most \(share(most)) did among those"
        }
    }

    /// Four digits are enough to find a weight in a table.
    public static func share(_ value: Double) -> String {
        let digits = 10_000.0
        let rounded = (value * digits).rounded() / digits
        return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
    }
}
