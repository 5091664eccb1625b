import Mixtures
import Testing

@Suite struct DirichletTests {
    @Test func theSameSeedGivesTheSameMixtures() throws {
        let dirichlet = try Dirichlet(over: ["a", "b", "c"])
        #expect(dirichlet.mixtures(10, seed: 7) == dirichlet.mixtures(10, seed: 7))
        #expect(dirichlet.mixtures(10, seed: 7) != dirichlet.mixtures(10, seed: 8))
        #expect(try Dirichlet(over: ["c", "a", "b"]).mixtures(3, seed: 7) == dirichlet.mixtures(3, seed: 7))
    }

    @Test(arguments: [0.05, 0.5, 1, 8]) func everyDrawIsAMixture(concentration: Double) throws {
        for mixture in try Dirichlet(over: ["a", "b", "c", "d"], concentration: concentration).mixtures(200, seed: 3) {
            #expect(throws: Never.self) { try Mixture(mixture.weights) }
        }
    }

    /// Of a symmetric Dirichlet over k with concentration α: mean 1/k, variance (k−1)/(k²(kα+1)).
    @Test(arguments: [0.3, 1, 5]) func momentsAreTheDistributions(concentration: Double) throws {
        let count = 4_000
        let values = try Dirichlet(over: ["a", "b", "c"], concentration: concentration)
            .mixtures(count, seed: 11).map { $0["b"] }
        let mean = values.reduce(0, +) / Double(count)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
        let expected = 2.0 / (9 * (3 * concentration + 1))
        #expect(abs(mean - 1.0 / 3) < 0.02)
        #expect(abs(variance / expected - 1) < 0.08)
    }

    @Test func refusesAConcentrationThatIsNotAboveZero() {
        #expect(throws: MixtureError.self) { try Dirichlet(over: ["a"], concentration: 0) }
        #expect(throws: MixtureError.self) { try Dirichlet(over: ["a"], concentration: .nan) }
        #expect(throws: MixtureError.self) { try Dirichlet(over: []) }
    }
}
