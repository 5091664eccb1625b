/// One thing that is measured: it does its work once and says how fast.
struct Contender {
    let name: String
    let unit: Unit
    /// Whether it takes so long that it is measured in few rounds and never to warm up.
    var isSlow = false
    let measure: () throws -> Double
}

/// Contenders that do the same work, and what is to be said of them.
protocol Section {
    var title: String { get }
    /// What is measured, in words: sizes, and what the figures count.
    var notes: [String] { get }
    /// In the order in which a round takes them.
    var contenders: [Contender] { get }
    var comparisons: [Comparison] { get }
    /// Shows that the contenders compute the same.
    func check() throws -> [Agreement]
}

/// How far two computations of the same number lie apart.
struct Agreement: CustomStringConvertible {
    let name: String
    let own: Double
    let other: Double
    /// The largest |own − other| that is rounding; nil where the two are not meant to be equal.
    let tolerance: Double?

    var holds: Bool { tolerance.map { abs(own - other) <= $0 } ?? true }

    var description: String {
        let verdict = tolerance.map { holds ? ", within \($0)" : ", DIFFERS by more than \($0)" } ?? ""
        return "\(name): \(own) and \(other)\(verdict)"
    }
}
