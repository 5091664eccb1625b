import Foundation
import Mixtures
import Testing

/// Numbers are powers of two wherever they can be, so that weights are compared exactly.
@Suite struct WeightingTests {
    /// Two fields of papers in periods, books in two halves, and code that has no labels.
    let partitions = [
        Weighting.Partition(name: "bio-old", labels: ["s2orc", "biology", "2010-2012"], tokens: 100),
        Weighting.Partition(name: "bio-new", labels: ["s2orc", "biology", "2013-2015"], tokens: 300),
        Weighting.Partition(name: "cs", labels: ["s2orc", "cs"], tokens: 1_200),
        Weighting.Partition(name: "novels", labels: ["books"], tokens: 96),
        Weighting.Partition(name: "verse", labels: ["books"], tokens: 32),
        Weighting.Partition(name: "code", labels: [], tokens: 320),
        Weighting.Partition(name: "law", labels: ["law"], tokens: 0),
    ]

    private var weighed: [Weighting.Partition] { partitions.filter { $0.tokens > 0 } }

    private func weights(_ weighting: Weighting, normalize: Bool = false) throws -> [String: Double] {
        try weighting.mixture(over: weighed, normalize: normalize).weights
    }

    private func faults(_ weighting: Weighting) -> [WeightingError.Fault] {
        do throws(WeightingError) {
            _ = try weighting.mixture(over: partitions)
            return []
        } catch {
            return error.faults
        }
    }

    @Test func microWeightsAreSharesOfTokens() throws {
        let expected = ["bio-old": 100, "bio-new": 300, "cs": 1_200, "novels": 96, "verse": 32, "code": 320]
            .mapValues { Double($0) / 2_048 }
        #expect(try weights(Weighting(.micro)) == expected)
        let books: [String: Double] = ["novels": 0.75, "verse": 0.25]
        #expect(try weights(Weighting(.micro, over: .partitions(["novels", "verse"]))) == books)
    }

    @Test func macroWeightsAreEqualOverGroupsAndMicroWithin() throws {
        let expected = ["bio-old": 0.0625, "bio-new": 0.1875, "cs": 0.75, "novels": 0.75, "verse": 0.25, "code": 1]
            .mapValues { (1.0 / 3) * $0 }
        #expect(try weights(Weighting(.macro)) == expected)
    }

    @Test func macroWeightsGoDownTheLevelsOfLabels() throws {
        let papers = Weighting.Scope.partitions(["bio-old", "bio-new", "cs"])
        let fields: [String: Double] = ["bio-old": 0.125, "bio-new": 0.375, "cs": 0.5]
        let periods: [String: Double] = ["bio-old": 0.25, "bio-new": 0.25, "cs": 0.5]
        #expect(try weights(Weighting(.macro, over: papers, levels: 2)) == fields)
        #expect(try weights(Weighting(.macro, over: papers, levels: 3)) == periods)
        // There are no labels further down.
        #expect(try weights(Weighting(.macro, over: papers, levels: 9)) == periods)
    }

    @Test func partitionsThatEndAboveALevelAreGroupsOfTheirOwn() throws {
        let books = Weighting.Scope.partitions(["novels", "verse"])
        let halves: [String: Double] = ["novels": 0.5, "verse": 0.5]
        #expect(try weights(Weighting(.macro, over: books, levels: 2)) == halves)
        // A group and a lone partition of the same name are two.
        let mixture = try Weighting(.macro).mixture(over: [
            .init(name: "a", labels: ["code"], tokens: 3), .init(name: "b", labels: ["code"], tokens: 1),
            .init(name: "code", labels: [], tokens: 7),
        ])
        let expected: [String: Double] = ["a": 0.375, "b": 0.125, "code": 0.5]
        #expect(mixture.weights == expected)
    }

    @Test func weightsOfGroupsAreSpreadBelowThem() throws {
        let groups = Weighting.Scope.groups(["s2orc": 0.5, "books": 0.25, "code": 0.25])
        let micro: [String: Double] = [
            "bio-old": 0.03125, "bio-new": 0.09375, "cs": 0.375, "novels": 0.1875, "verse": 0.0625, "code": 0.25,
        ]
        let macro: [String: Double] = [
            "bio-old": 0.0625, "bio-new": 0.1875, "cs": 0.25, "novels": 0.125, "verse": 0.125, "code": 0.25,
        ]
        #expect(try weights(Weighting(.micro, over: groups)) == micro)
        #expect(try weights(Weighting(.macro, over: groups)) == macro)
        let fields = Weighting(.macro, over: .groups(["s2orc/biology": 1, "s2orc/cs": 3]))
        let nested: [String: Double] = ["bio-old": 0.125, "bio-new": 0.125, "cs": 0.75]
        #expect(try weights(fields, normalize: true) == nested)
    }

    @Test func everyFaultIsPutAtItsPlace() {
        #expect(
            faults(Weighting(.micro, over: .partitions(["cs", "none", "cs"]))).map(\.place) == [
                .partition(1), .partition(2),
            ])
        #expect(faults(Weighting(.micro, over: .partitions([]))).map(\.place) == [.partitions])
        #expect(faults(Weighting(.macro, levels: 0)).map(\.place) == [.levels])
        #expect(faults(Weighting(.micro, over: .groups([:]))).map(\.place) == [.groups])
        #expect(faults(Weighting(.micro, over: .groups(["s2orc": 0.5]))).map(\.place) == [.groups])
        #expect(
            faults(Weighting(.micro, over: .groups(["s2orc": 0.5, "none": 0.25, "s2": 0.25]))).map(\.place) == [
                .group("none"), .group("s2"),
            ])
        #expect(faults(Weighting(.micro, over: .groups(["s2orc": -1, "books": 2]))).map(\.place) == [.group("s2orc")])
        let overlapping = faults(Weighting(.micro, over: .groups(["s2orc": 0.5, "s2orc/cs": 0.5])))
        #expect(overlapping.map(\.place) == [.group("s2orc/cs")])
        #expect(overlapping.first?.detail == "holds the partition \"cs\", which \"s2orc\" holds too")
    }

    @Test func aGroupWithoutTokensIsRefused() {
        let macro = faults(Weighting(.macro))
        #expect(macro.map(\.detail) == ["\"law\" has no tokens to share out"])
        #expect(faults(Weighting(.micro, over: .groups(["law": 0.5, "books": 0.5]))).map(\.place) == [.group("law")])
        #expect(faults(Weighting(.micro)).isEmpty)
    }

    @Test func aNameThatMayMeanTwoThingsIsRefused() {
        let weighting = Weighting(.micro, over: .groups(["code": 1]))
        let error = #expect(throws: WeightingError.self) {
            try weighting.mixture(over: [
                .init(name: "a", labels: ["code"], tokens: 3), .init(name: "code", labels: [], tokens: 7),
            ])
        }
        #expect(error?.faults.map(\.place) == [.group("code")])
    }

    @Test func readsAndWritesTheObjectOfTheAPI() throws {
        for text in [
            #"{"kind":"micro"}"#, #"{"kind":"macro","levels":2,"partitions":["a","b"]}"#,
            #"{"groups":{"a":0.5,"b":0.5},"kind":"micro"}"#,
        ] {
            let weighting = try JSONDecoder().decode(Weighting.self, from: Data(text.utf8))
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            #expect(String(decoding: try encoder.encode(weighting), as: UTF8.self) == text)
        }
    }
}
