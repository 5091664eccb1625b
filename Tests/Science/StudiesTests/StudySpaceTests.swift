@testable import Randomness
import Testing

import Mixtures
@testable import Studies

@Suite struct StudySpaceTests {
    static func partitions(_ count: Int) -> [Weighting.Partition] {
        (0..<count).map { index in
            .init(name: "p\(index)", labels: ["group\(index % 2)", "p\(index)"], tokens: 1_000 * (index + 1))
        }
    }

    private func fault(_ count: Int, _ constraints: StudyConstraints) throws -> StudySpaceError.Fault {
        let error = try #require(throws: StudySpaceError.self) {
            try StudySpace(partitions: Self.partitions(count), constraints: constraints)
        }
        #expect(error.faults.count == 1)
        return try #require(error.faults.first)
    }

    @Test func lowerLimitsBeyondOneAreNamedWithTheirSum() throws {
        let fault = try fault(3, .init(limits: ["p0": .init(least: 0.75), "p2": .init(least: 0.5)]))
        #expect(fault.path == ["limits"])
        #expect(fault.detail == "ask for at least 1.25 in all (p0 0.75, p2 0.5), and weights sum to 1")
    }

    @Test func upperLimitsBelowOneAreNamedWithTheirSum() throws {
        let fault = try fault(2, .init(limits: ["p0": .init(most: 0.25), "p1": .init(most: 0.5)]))
        #expect(fault.detail == "allows at most 0.75 in all (p0 0.25, p1 0.5), and weights sum to 1")
    }

    @Test func supplyAgainstALowerLimitIsNamed() throws {
        let supply = TokenSupply(budgetTokens: 10_000, repetitionCap: 2)
        let fault = try fault(3, .init(limits: ["p0": .init(least: 0.5)], supply: supply))
        #expect(fault.path == ["limits", "p0"])
        #expect(
            fault.detail
                == "asks for at least 0.5, and supply allows at most 0.2 (2.0 × 1000 tokens of a budget of 10000)")
    }

    @Test func tooLittleSupplyIsNamed() throws {
        let fault = try fault(2, .init(supply: TokenSupply(budgetTokens: 10_000, repetitionCap: 1)))
        #expect(fault.path == ["supply"])
        #expect(fault.detail.hasPrefix("allows at most 0.3"))
    }

    @Test func aGroupAgainstItsMembersLimitsIsNamed() throws {
        let high = try fault(
            4, .init(limits: ["p0": .init(least: 0.5)], groups: [.init(.label("group0"), most: 0.25)]))
        #expect(high.path == ["groups", "0"])
        #expect(high.detail == "allows p0, p2 at most 0.25 together, and their limits ask for at least 0.5")
        let low = try fault(
            4, .init(limits: ["p0": .init(most: 0.1)], groups: [.init(.named(["p0"]), least: 0.25)]))
        #expect(low.detail == "asks for at least 0.25 of p0 together, and their limits allow at most 0.1")
    }

    @Test func groupsThatClashWithEachOtherAreNamed() throws {
        let fault = try fault(
            4,
            .init(groups: [.init(.named(["p0", "p1"]), least: 0.75), .init(.named(["p2", "p3"]), least: 0.5)]))
        #expect(fault.detail.contains("p0, p1 at least 0.75 together"))
        #expect(fault.detail.contains("p2, p3 at least 0.5 together"))
        #expect(fault.detail.contains("weights sum to 1"))
    }

    @Test func aSizeAgainstLowerLimitsIsNamed() throws {
        let limits = ["p0": WeightLimit(least: 0.25), "p1": WeightLimit(least: 0.25)]
        let fault = try fault(3, .init(limits: limits, size: 1))
        #expect(fault.path == ["size"])
        #expect(fault.detail == "allows 1 a weight, and limits ask for a weight of 2: p0 0.25, p1 0.25")
    }

    @Test func aSizeAgainstUpperLimitsIsNamed() throws {
        let limits = Dictionary(uniqueKeysWithValues: (0..<4).map { ("p\($0)", WeightLimit(most: 0.25)) })
        #expect(try fault(4, .init(limits: limits, size: 3)).detail.contains("3 largest upper limits sum to 0.75"))
    }

    @Test func aSizeAgainstGroupsIsNamed() throws {
        let groups = [GroupLimit(.named(["p0"]), least: 0.25), .init(.named(["p1"]), least: 0.25)]
        let fault = try fault(3, .init(groups: groups, size: 1))
        #expect(fault.path == ["size"])
        #expect(fault.detail.contains("p0 at least 0.25 together"))
    }

    @Test func everyFaultOfAFieldIsFoundAtOnce() {
        let constraints = StudyConstraints(
            limits: ["other": .init(), "p0": .init(least: 0.5, most: 0.25)],
            groups: [.init(.label("nothing"), most: 2)], size: 9,
            supply: TokenSupply(budgetTokens: 0, repetitionCap: .nan))
        let error = #expect(throws: StudySpaceError.self) {
            try StudySpace(partitions: Self.partitions(2), constraints: constraints)
        }
        #expect(
            error?.faults.map { $0.path.joined(separator: "/") } == [
                "limits/other", "limits/p0", "groups/0", "groups/0", "size", "supply/budget_tokens",
                "supply/repetition_cap",
            ])
    }

    @Test func aGroupHasOneWeightSpreadByTokens() throws {
        let space = try StudySpace(
            partitions: Self.partitions(4), constraints: .init(over: ["group1", "p0"]))
        #expect(space.units.map(\.name) == ["group1", "p0"])
        let mixture = space.mixture([0.75, 0.25])
        #expect(mixture.weights == ["p0": 0.25, "p1": 0.25, "p3": 0.5])
        #expect(space.weights(of: mixture) == [0.75, 0.25])
        #expect(space.weights(of: try Mixture(["p1": 1])) == nil)
        #expect(!space.contains(try Mixture(["p2": 1])))
    }

    @Test func groupsThatShareAPartitionAreRefused() {
        #expect(throws: StudySpaceError.self) {
            try StudySpace(partitions: Self.partitions(4), constraints: .init(over: ["group0", "p2"]))
        }
        #expect(throws: StudySpaceError.self) { try StudySpace(partitions: []) }
    }

    @Test func uniMaxIsAsEvenAsRepetitionAllows() throws {
        // 10 tokens may be seen 20 times over; what they cannot take is shared by the others.
        #expect(UniMax.weights(tokens: [100, 10, 400], budget: 300, repetitionCap: 2) == [140, 20, 140])
        #expect(UniMax.weights(tokens: [1, 1], budget: 300, repetitionCap: 2) == [2, 2])
        let space = try StudySpace(partitions: Self.partitions(2))
        #expect(StudyBaseline.uniMax.mixture(in: space) == StudyBaseline.uniform.mixture(in: space))
        #expect(StudyBaseline.proportional.mixture(in: space)?["p0"] == 1.0 / 3)
        #expect(StudyBaseline.base.mixture(in: space) == nil)
        #expect(StudyBaseline.single("p1").mixture(in: space)?.weights == ["p1": 1])
    }
}
