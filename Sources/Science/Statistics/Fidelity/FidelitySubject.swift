import Mixtures

/// What a row of a fidelity table looks at: one domain, or the mean over all.
struct FidelitySubject: Hashable, Sendable {
    let objective: Objective
    /// The partitions that are the domain's own, one at most; of macro, those that are some domain's own.
    let own: [String]

    /// - Parameter own: the partition that is the domain's own; `nil` when none was trained.
    static func domain(_ name: String, own: String?) -> FidelitySubject {
        FidelitySubject(objective: .domain(name), own: own.map { [$0] } ?? [])
    }

    /// - Parameter own: the partitions that are some domain's own.
    static func macro(own: [String]) -> FidelitySubject {
        FidelitySubject(objective: .macro, own: own)
    }

    /// The domain's name, or `macro`.
    var name: String {
        if case .domain(let name) = objective { name } else { "\(objective)" }
    }

    /// The domain's own partition; `nil` for macro.
    var ownPartition: String? { objective == .macro ? nil : own.first }

    /// Mean over the own partitions; `nil` without one.
    func meanOverOwn(_ value: (String) -> Double) -> Double? {
        own.isEmpty ? nil : own.reduce(0) { $0 + value($1) } / Double(own.count)
    }
}
