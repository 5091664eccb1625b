import Foundation
import Mixtures
import Testing

@Suite struct ObjectiveTests {
    private func score(_ domains: [(name: String, bytes: Int, bits: Double)]) throws -> Score {
        try Score(
            domains: domains.map { domain in
                DomainScore(
                    domain: domain.name,
                    sums: ScoreSums(
                        tokens: 10, words: 10, characters: 10, bytes: domain.bytes,
                        nll: domain.bits * Double(domain.bytes) * log(2)))
            })
    }

    private let objectives: [Objective] = [
        .macro, .micro, .domain("b"), .weighted(["a": 3, "c": 1, "b": 0]), .worst,
    ]

    @Test func aScoreAndItsDomainsLossesHaveTheSameValue() throws {
        let domains = [("a", 100, 1.5), ("b", 300, 2.0), ("c", 700, 0.75)]
        let score = try score(domains.map { (name: $0.0, bytes: $0.1, bits: $0.2) })
        let losses = Dictionary(uniqueKeysWithValues: score.domains.map { ($0.domain, $0.sums.bitsPerByte) })
        let sizes = domains.map { EvaluationDomain(name: $0.0, bytes: $0.1) }
        let expected: [Double] = [4.25 / 3, (150 + 600 + 525) / 1_100, 2, (4.5 + 0.75) / 4, 2]
        for (objective, expected) in zip(objectives, expected) {
            let (ofScore, ofLosses) = (objective.value(of: score), objective.value(losses: losses, domains: sizes))
            #expect(abs((ofScore ?? .nan) - expected) < 1e-12, "\(objective)")
            #expect(abs((ofLosses ?? .nan) - expected) < 1e-12, "\(objective)")
        }
        #expect(Objective.macro.value(of: score) == score.macro.bitsPerByte)
        #expect(Objective.micro.value(of: score) == score.total.bitsPerByte)
    }

    @Test func ratiosAreTheFactorsOfDomainsThatCount() throws {
        func ratios(_ objective: Objective) throws -> [Set<Int>: Double]? {
            try objective.ratios(over: ["a", "b", "c", "d"])
                .map { Dictionary(uniqueKeysWithValues: $0.map { ($0.domains, $0.weight) }) }
        }
        #expect(try ratios(.macro) == [[0]: 0.25, [1]: 0.25, [2]: 0.25, [3]: 0.25])
        #expect(try ratios(.micro) == [[0, 1, 2, 3]: 1])
        #expect(try ratios(.domain("b")) == [[1]: 1])
        #expect(try ratios(.weighted(["a": 3, "c": 1, "b": 0])) == [[0]: 0.75, [2]: 0.25])
        #expect(try ratios(.worst) == nil)
        #expect(throws: UnknownDomain(name: "x")) { try ratios(.domain("x")) }
        #expect(throws: UnknownDomain(name: "y")) { try ratios(.weighted(["a": 1, "y": 1, "z": 0])) }
    }

    @Test func aDomainThatIsMissingLeavesNoValue() throws {
        let score = try score([("a", 100, 1.5)])
        #expect(Objective.domain("b").value(of: score) == nil)
        #expect(Objective.weighted(["a": 1, "b": 1]).value(of: score) == nil)
        let domains = [EvaluationDomain(name: "a", bytes: 1), EvaluationDomain(name: "b", bytes: 1)]
        for objective in [Objective.macro, .micro, .domain("b"), .worst] {
            #expect(objective.value(losses: ["a": 1], domains: domains) == nil, "\(objective)")
        }
        #expect(Objective.domain("a").value(losses: ["a": 1], domains: domains) == 1)
    }

    @Test func whatOutputsShowIsMacroMicroAndEveryDomain() throws {
        let score = try score([("b", 10, 1), ("a", 10, 1)])
        #expect(Objective.all(of: score) == [.macro, .micro, .domain("a"), .domain("b")])
    }
}
