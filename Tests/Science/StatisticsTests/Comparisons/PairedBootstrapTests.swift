import Foundation
import Mixtures
import Statistics
import Testing

/// Documents of 1,000 bytes each, with given bits per byte.
func scored(_ domains: [(name: String, bits: [Double])], cluster: (Int) -> String? = { _ in nil }) throws
    -> DocumentScores
{
    var documents: [DocumentScores.Document] = []
    for domain in domains {
        for bits in domain.bits {
            documents.append(
                DocumentScores.Document(
                    domain: domain.name, cluster: cluster(documents.count),
                    sums: ScoreSums(
                        tokens: 1_000, words: 1, characters: 1_000, bytes: 1_000, nll: bits * 1_000 * log(2))))
        }
    }
    return try DocumentScores(documents)
}

@Suite struct PairedBootstrapTests {
    @Test func theErrorOfEqualDocumentsIsThatOfTheirMean() throws {
        let bits = [1.0, 1.4, 0.9, 1.1, 1.6]
        let result = try PairedBootstrap([scored([("a", bits)])], objective: .macro).result(pairs: [])
        let mean = bits.reduce(0, +) / 5
        let variance = bits.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4
        let estimate = result.values[0]
        #expect(abs(estimate.value - mean) < 1e-12)
        #expect(abs(try #require(estimate.standardError) - (variance / 5).squareRoot()) < 1e-12)
        #expect(try #require(estimate.interval).holds(mean))
    }

    @Test func theErrorOfARatioIsTheJackknifes() throws {
        let bytes = [100, 900, 400, 250]
        let nll = [80.0, 500, 310, 140]
        let documents = zip(bytes, nll).map { bytes, nll in
            DocumentScores.Document(
                domain: "a", sums: ScoreSums(tokens: 1, words: 1, characters: 1, bytes: bytes, nll: nll))
        }
        let ratio = { (kept: [Int]) in
            kept.reduce(0) { $0 + nll[$1] } / (Double(kept.reduce(0) { $0 + bytes[$1] }) * log(2))
        }
        let whole = ratio([0, 1, 2, 3])
        let squares = (0..<4).reduce(0.0) { sum, left in
            let change = ratio((0..<4).filter { $0 != left }) - whole
            return sum + change * change
        }
        let estimate = try PairedBootstrap([DocumentScores(documents)], objective: .micro).result(pairs: []).values[0]
        #expect(abs(estimate.value - whole) < 1e-12)
        #expect(abs(try #require(estimate.standardError) - (squares * 3 / 4).squareRoot()) < 1e-12)
    }

    @Test func macroAddsTheDomainsVariances() throws {
        let scores = try scored([("a", [1, 1.2, 1.4]), ("b", [2, 2.1, 2.5, 2.2])])
        let error = { (objective: Objective) throws in
            try #require(PairedBootstrap([scores], objective: objective).result(pairs: []).values[0].standardError)
        }
        let (a, b) = (try error(.domain("a")), try error(.domain("b")))
        #expect(abs(try error(.macro) - (a * a + b * b).squareRoot() / 2) < 1e-12)
    }

    @Test func whatBothHaveInCommonIsNoNoise() throws {
        let common = (0..<60).map { 0.5 + Double($0 * 37 % 60) / 20 }
        let first = try scored([("a", common.enumerated().map { $1 - 0.01 - 0.001 * Double($0 % 5) })])
        let second = try scored([("a", common)])
        let result = try PairedBootstrap([first, second], objective: .macro).result(pairs: [(0, 1)])
        let difference = result.differences[0]
        #expect(difference.resolved)
        #expect(abs(difference.estimate.value + 0.012) < 1e-12)
        #expect(try #require(difference.estimate.standardError) < 0.001)
        #expect(try #require(result.values[0].standardError) > 0.05)
        #expect(try #require(difference.probabilityFirstBetter) > 0.99)
        let swapped = try PairedBootstrap([second, first], objective: .macro).result(pairs: [(0, 1)]).differences[0]
        let intervals = try [swapped, difference].map { try #require($0.estimate.interval) }
        #expect(abs(intervals[0].lower + intervals[1].upper) < 1e-12)
    }

    @Test func theSameSeedGivesTheSameBitsAndADomainsDrawsDependOnNothingElse() throws {
        let a = (0..<30).map { 1 + Double($0 * 7 % 30) / 30 }
        let both = try scored([("a", a), ("b", a.reversed())])
        let alone = try scored([("a", a)])
        let run = { (scores: DocumentScores, seed: UInt64) throws in
            try PairedBootstrap([scores], objective: .domain("a"), seed: seed).result(pairs: []).values[0]
        }
        #expect(try run(both, 1) == run(alone, 1))
        #expect(try run(alone, 1) != run(alone, 2))
    }

    @Test func resolvedProbabilityAndIntervalAgree() throws {
        for shift in stride(from: -0.2, through: 0.2, by: 0.01) {
            let base = (0..<25).map { Double($0 * 11 % 25) / 10 }
            let other = base.enumerated().map { $1 + shift + Double($0 * 7 % 25 - 12) / 40 }
            let result = try PairedBootstrap([scored([("a", base)]), scored([("a", other)])], objective: .macro)
                .result(pairs: [(0, 1)])
            let difference = result.differences[0]
            let probability = try #require(difference.probabilityFirstBetter)
            #expect(difference.resolved == (probability > 0.975 || probability < 0.025), "\(shift): \(probability)")
        }
    }

    @Test func documentsOfAClusterAreOneUnit() throws {
        let bits = (0..<40).map { 1 + Double($0 / 4) / 10 }
        let single = try PairedBootstrap([scored([("a", bits)])], objective: .macro)
        let clustered = try PairedBootstrap([scored([("a", bits)]) { "\($0 / 4)" }], objective: .macro)
        #expect(single.units == 40 && clustered.units == 10)
        let errors = try [single, clustered].map { try #require($0.result(pairs: []).values[0].standardError) }
        #expect(errors[1] > 1.9 * errors[0])
    }

    @Test func clustersThatSpanDomainsAreResampledInBoth() throws {
        let bits = (0..<20).map { 1 + Double($0 * 3 % 20) / 20 }
        // Each document of a stands in one cluster with a document of b that scores the same.
        let scores = try scored([("a", bits), ("b", bits)]) { "\($0 % 20)" }
        let macro = try PairedBootstrap([scores], objective: .macro).result(pairs: []).values[0]
        let domain = try PairedBootstrap([scores], objective: .domain("a")).result(pairs: []).values[0]
        let errors = try [macro, domain].map { try #require($0.standardError) }
        #expect(abs(errors[0] - errors[1]) < 1e-12)
    }

    @Test func aLonelyClusterThatSpansDomainsJoinsItsNeighbours() throws {
        let bits = (0..<21).map { 1 + Double($0 * 3 % 20) / 20 }
        let scores = try scored([("a", bits), ("b", bits)]) { $0 == 20 || $0 == 41 ? "both" : nil }
        let value = try PairedBootstrap([scores], objective: .macro).result(pairs: []).values[0]
        #expect(value.undefined == nil)
        #expect(try #require(value.interval).holds(value.value))
    }
}

@Suite struct PairedBootstrapBoundaryTests {
    @Test func oneDocumentHasAValueAndNoInterval() throws {
        let result = try PairedBootstrap([scored([("a", [1.5])]), scored([("a", [1.4])])], objective: .macro)
            .result(pairs: [(0, 1)])
        #expect(abs(result.values[0].value - 1.5) < 1e-12)
        #expect(result.values[0].interval == nil && result.values[0].standardError == nil)
        #expect(result.values[0].undefined?.contains("one document") == true)
        #expect(!result.differences[0].resolved && result.differences[0].probabilityFirstBetter == nil)
        let comparison = try Comparison([scored([("a", [1.5])]), scored([("a", [1.4])])], objective: .macro)
        #expect(comparison.places.map(\.rank) == [2, 1])
        #expect(comparison.places[0].ranks == nil && comparison.places[0].probabilityBest == nil)
    }

    @Test func aDomainOfOneDocumentLeavesTheOthersTheirIntervals() throws {
        let scores = try scored([("many", [1, 1.1, 1.3, 1.2]), ("one", [2])])
        let comparison = try Comparison([scores, scores], objective: .macro)
        #expect(
            comparison.places[0].value.undefined
                == "domain \"one\" has one document or cluster; expected at least 2 to know the spread")
        #expect(comparison.places[0].domains.map { $0.value.interval == nil } == [false, true])
    }

    @Test func zeroVarianceIsAPointAndEqualCandidatesAreATie() throws {
        let bits = [1.0, 1.5, 0.7, 1.1]
        let scores = try scored([("a", bits)])
        let better = try scored([("a", bits.map { $0 - 0.25 })])
        let result = try PairedBootstrap([scores, scores, better], objective: .macro)
            .result(pairs: [(0, 1), (2, 0), (0, 2)])
        #expect(result.differences[0].estimate.interval == ConfidenceInterval(lower: 0, upper: 0))
        #expect(result.differences[0].probabilityFirstBetter == 0.5 && !result.differences[0].resolved)
        #expect(result.differences[1].probabilityFirstBetter == 1 && result.differences[1].resolved)
        #expect(result.differences[1].estimate.standardError == 0)
        #expect(result.differences[2].probabilityFirstBetter == 0)
        let constant = try PairedBootstrap([scored([("a", [2, 2, 2])])], objective: .micro).result(pairs: []).values[0]
        #expect(constant.interval == ConfidenceInterval(lower: constant.value, upper: constant.value))
    }

    @Test(arguments: 2...5)
    func fewDocumentsHaveWideFiniteIntervals(count: Int) throws {
        let bits = (0..<count).map { 1 + Double($0 * $0) / 10 }
        let estimate = try PairedBootstrap([scored([("a", bits)])], objective: .macro).result(pairs: []).values[0]
        let interval = try #require(estimate.interval)
        #expect(interval.lower.isFinite && interval.upper.isFinite)
        #expect(interval.upper - interval.lower > 4 * (try #require(estimate.standardError)))
    }

    @Test func emptyDocumentsAreNeverDividedBy() throws {
        let empty = DocumentScores.Document(
            domain: "a", sums: ScoreSums(tokens: 0, words: 1, characters: 0, bytes: 0, nll: 0))
        let text = { (nll: Double) in
            DocumentScores.Document(
                domain: "a", sums: ScoreSums(tokens: 9, words: 1, characters: 9, bytes: 9, nll: nll))
        }
        let scores = try DocumentScores([empty, empty, empty, empty, text(3), text(5)])
        let interval = try #require(PairedBootstrap([scores], objective: .macro).result(pairs: []).values[0].interval)
        #expect(interval.lower.isFinite && interval.upper.isFinite)
        let one = try PairedBootstrap([DocumentScores([empty, text(3)])], objective: .macro).result(pairs: [])
        #expect(one.values[0].undefined != nil)
    }

    @Test func whatCannotBeComparedIsNamed() throws {
        let scores = try scored([("a", [1, 2])])
        #expect(throws: ComparisonError.noCandidates) { try PairedBootstrap([], objective: .macro) }
        #expect(throws: ComparisonError.otherDocuments(candidate: 1)) {
            try PairedBootstrap([scores, scored([("b", [1, 2])])], objective: .macro)
        }
        #expect(throws: ComparisonError.noSum("worst")) { try PairedBootstrap([scores], objective: .worst) }
        #expect(throws: ComparisonError.unknownDomain("x")) { try PairedBootstrap([scores], objective: .domain("x")) }
        #expect(throws: ComparisonError.resamples(3)) {
            try PairedBootstrap([scores], objective: .macro, resamples: 3)
        }
        #expect(throws: ComparisonError.tooMany(501)) {
            try Comparison([DocumentScores](repeating: scores, count: 501), objective: .macro)
        }
    }
}
