import Foundation
import Mixtures
@testable import Randomness
import Statistics
import Testing

/// Documents drawn at random, of a kind whose true difference is known.
struct SimulatedDocuments {
    let domains: Int
    /// Units of each domain: documents, or clusters of them.
    let units: Int
    let kind: Kind

    enum Kind: String, CaseIterable {
        /// Differences are normal, documents of one length.
        case normal
        /// Differences are log-normal: most documents differ little, a few much.
        case skewed
        /// Lengths are log-normal, differences a byte have heavy tails (Student, four degrees of freedom).
        case heavyTailed
        /// Clusters of one to several documents whose differences go together, skewed.
        case clustered
    }

    /// First minus second, in nats a byte, over all documents that could have been drawn.
    var truth: Double {
        switch kind {
        case .normal: 0.01
        case .skewed: exp(0.18) / 100
        case .heavyTailed: 0.01
        case .clustered: 0.01
        }
    }

    /// Two candidates on the same new documents.
    func draw(_ generator: inout SeededGenerator) throws -> [DocumentScores] {
        var first: [DocumentScores.Document] = []
        var second: [DocumentScores.Document] = []
        func add(_ domain: Int, cluster: String?, bytes: Int, difference: Double) {
            // What both have in common cancels.
            let common = Double(bytes) * (0.7 + 0.2 * generator.normal())
            let document = { (nll: Double) in
                DocumentScores.Document(
                    domain: "d\(domain)", cluster: cluster,
                    sums: ScoreSums(tokens: bytes, words: 1, characters: bytes, bytes: bytes, nll: nll))
            }
            first.append(document(common + difference))
            second.append(document(common))
        }
        for domain in 0..<domains {
            for unit in 0..<units {
                switch kind {
                case .normal: add(domain, cluster: nil, bytes: 1_000, difference: 10 + 60 * generator.normal())
                case .skewed:
                    add(domain, cluster: nil, bytes: 1_000, difference: 10 * exp(0.6 * generator.normal()))
                case .heavyTailed:
                    let bytes = Int(exp(6 + 0.8 * generator.normal())) + 1
                    add(
                        domain, cluster: nil, bytes: bytes,
                        difference: Double(bytes) * (0.01 + 0.04 * generator.student4()))
                case .clustered:
                    var size = 1
                    while generator.openUnit() < 0.6, size < 12 { size += 1 }
                    // Of mean 0: two exponentials less their mean.
                    let effect = 0.01 + 0.02 * (-log(generator.openUnit()) - log(generator.openUnit()) - 2)
                    for _ in 0..<size {
                        add(
                            domain, cluster: "\(domain)-\(unit)", bytes: 800,
                            difference: 800 * (effect + 0.02 * generator.normal()))
                    }
                }
            }
        }
        return [try DocumentScores(first), try DocumentScores(second)]
    }
}

extension SeededGenerator {
    /// Of (0, 1).
    mutating func openUnit() -> Double { (Double(next() >> 11) + 0.5) * 0x1p-53 }

    /// Box and Muller.
    mutating func normal() -> Double { (-2 * log(openUnit())).squareRoot() * cos(2 * .pi * openUnit()) }

    /// Student's t with four degrees of freedom.
    mutating func student4() -> Double {
        let squares = -2 * log(openUnit()) - 2 * log(openUnit())
        return normal() / (squares / 4).squareRoot()
    }
}

@Suite struct CoverageTests {
    @Test(arguments: SimulatedDocuments.Kind.allCases)
    func intervalsOf95PercentHoldTheTruthIn93To97Percent(kind: SimulatedDocuments.Kind) throws {
        var generator = SeededGenerator(seed: 20_241)
        for (domains, units) in [(1, 40), (5, 20)] {
            let documents = SimulatedDocuments(domains: domains, units: units, kind: kind)
            let truth = documents.truth / log(2)
            let runs = 2_000
            var held = 0
            for run in 0..<runs {
                let bootstrap = try PairedBootstrap(
                    documents.draw(&generator), objective: .macro, seed: UInt64(run), resamples: 400)
                let difference = bootstrap.result(pairs: [(0, 1)]).differences[0]
                if try #require(difference.estimate.interval).holds(truth) { held += 1 }
            }
            let coverage = Double(held) / Double(runs) * 100
            print(
                "coverage of 95 % intervals, \(kind.rawValue), \(domains) × \(units) units: \(held) of \(runs), \(coverage) %"
            )
            #expect((93...97).contains(coverage), "\(kind) \(domains) × \(units): \(coverage) %")
        }
    }
}
