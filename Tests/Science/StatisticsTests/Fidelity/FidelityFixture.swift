import Foundation
import Testing

/// What SciPy and scikit-learn give: made by Fixtures/fidelity.py.
struct FidelityFixture: Decodable {
    struct Order: Decodable {
        let name: String
        let predicted: [Double]
        let found: [Double]
        let decisions: Double
        let top: Double?
        let regret: Double
        let pearson: [Double]
        let spearman: [Double]
    }

    struct Level: Decodable {
        let name: String
        let columns: [[Double]]
        let found: [Double]
        let at: [Double]
        let intercept: Double
        let slopes: [Double]
        let affine: [Double]
        let monotone: [Double]
        let monotoneLeftOut: [Double]
    }

    struct Bound: Decodable {
        let degrees: Int
        let share: Double
        let bound: Double
    }

    let orders: [Order]
    let levels: [Level]
    let bounds: [Bound]

    /// The committed one.
    init() throws {
        try self.init(
            contentsOf: try #require(
                Bundle.module.url(forResource: "fidelity", withExtension: "json", subdirectory: "Fixtures")))
    }

    init(contentsOf url: URL) throws {
        self = try JSONDecoder().decode(FidelityFixture.self, from: Data(contentsOf: url))
    }
}
