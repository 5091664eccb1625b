import Foundation
import Mixtures
import Testing

@Suite struct CorrelationTests {
    struct Fixture: Decodable {
        struct Case: Decodable {
            let name: String
            let predicted: [Double]
            let found: [Double]
            let pearson: Double
            let spearman: Double
            let ranks: [Double]
        }
        let scipy: String
        let cases: [Case]
    }

    @Test func agreesWithSciPy() throws {
        let url = try #require(
            Bundle.module.url(forResource: "correlations", withExtension: "json", subdirectory: "Fixtures"))
        let fixture = try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: url))
        #expect(fixture.cases.count == 10)
        for example in fixture.cases {
            let correlation = Correlation(
                of: zip(example.predicted, example.found).map { (predicted: $0, found: $1) })
            let pearson = try #require(correlation.pearson, "\(example.name)")
            let spearman = try #require(correlation.spearman, "\(example.name)")
            #expect(abs(pearson - example.pearson) < 1e-10, "\(example.name)")
            #expect(abs(spearman - example.spearman) < 1e-12, "\(example.name)")
            #expect(Correlation.ranks(of: example.predicted) == example.ranks, "\(example.name)")
            #expect(correlation.points == example.predicted.count)
            #expect(correlation.undefined == nil)
        }
    }

    @Test func isUndefinedBelowThreePoints() {
        let correlation = Correlation(of: [(1, 2), (2, 3)])
        #expect(correlation.pearson == nil && correlation.spearman == nil)
        #expect(correlation.undefined == "2 points; expected at least 3")
    }

    @Test func isUndefinedWhenOneSideIsConstant() {
        let predictor = Correlation(of: [(0.1, 2), (0.1, 3), (0.1, 5)])
        #expect(predictor.undefined == "zero variance: the predictor is the same everywhere")
        let reference = Correlation(of: [(1, 0.3), (2, 0.3), (3, 0.3)])
        #expect(reference.undefined == "zero variance: the reference is the same everywhere")
        #expect(predictor.pearson == nil && reference.spearman == nil)
    }

    @Test func roundingIsNoVariance() {
        let correlation = Correlation(of: [(0.1 + 0.2, 1), (0.3, 2), (0.3, 4)])
        #expect(correlation.undefined == "zero variance: the predictor is the same everywhere")
    }

    @Test func isUndefinedWhenAValueIsNotFinite() {
        let correlation = Correlation(of: [(1, 2), (2, .nan), (3, 4)])
        #expect(correlation.undefined == "a value is not finite")
    }
}
