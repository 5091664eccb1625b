import TestSupport
import Testing

@testable import assay_bench

@Suite struct RoundsTests {
    /// What was measured, in order.
    private final class Log {
        var names: [String] = []

        func contender(_ name: String, isSlow: Bool = false) -> Contender {
            Contender(name: name, unit: .seconds, isSlow: isSlow) { [self] in
                names.append(name)
                return Double(names.count)
            }
        }
    }

    @Test func contendersTakeTurnsAndTheFirstRoundIsNotKept() throws {
        let log = Log()
        let measurements = try Rounds(count: 2, slowCount: 1, only: [])
            .measure([log.contender("a"), log.contender("b")])
        #expect(log.names == ["a", "b", "a", "b", "a", "b"])
        #expect(measurements.count(of: "a") == 2 && measurements.extremes(of: "a") == 3...5)
    }

    @Test func slowContendersAreNotWarmedUp() throws {
        let log = Log()
        let measurements = try Rounds(count: 3, slowCount: 2, only: [])
            .measure([log.contender("quick"), log.contender("slow", isSlow: true)])
        #expect(log.names == ["quick", "quick", "slow", "quick", "slow", "quick"])
        #expect(measurements.count(of: "quick") == 3 && measurements.count(of: "slow") == 2)
    }

    @Test func aWordChoosesContenders() throws {
        let log = Log()
        _ = try Rounds(count: 1, slowCount: 1, only: ["bf16"])
            .measure([log.contender("Assay f32"), log.contender("Assay bf16"), log.contender("peer bf16")])
        #expect(log.names == ["Assay bf16", "peer bf16", "Assay bf16", "peer bf16"])
    }

    @Test func agreementIsJudgedOnlyWhereItIsClaimed() {
        #expect(Agreement(name: "", own: 1, other: 1.5, tolerance: nil).holds)
        #expect(Agreement(name: "", own: 1, other: 1.5, tolerance: 0.5).holds)
        let broken = Agreement(name: "NLL", own: 1, other: 1.5, tolerance: 0.25)
        #expect(!broken.holds && broken.description == "NLL: 1.0 and 1.5, DIFFERS by more than 0.25")
    }
}
