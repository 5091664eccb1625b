import API
import Testing

@testable import Workers

@Suite struct ResumableStateTests {
    private let state = ResumableState(
        losses: [LossPoint(step: 1, loss: 5.545177444479562), LossPoint(step: 2, loss: 0.1 + 0.2)],
        trainer: Array(0...255))

    @Test func whatIsSavedIsReadBackBitForBit() throws {
        #expect(try ResumableState(bytes: state.bytes()) == state)
    }

    @Test func aStateThatEndsEarlyIsRefusedOrLosesTrainerBytesOnly() throws {
        let bytes = try state.bytes()
        let headerEnd = bytes.count - state.trainer.count
        for count in 0..<headerEnd {
            #expect(throws: WorkFailure.self) { try ResumableState(bytes: Array(bytes.prefix(count))) }
        }
    }

    @Test func anotherVersionsStateIsRefused() throws {
        var bytes = try state.bytes()
        bytes[7] = UInt8(ascii: "9")
        #expect(throws: WorkFailure.self) { try ResumableState(bytes: bytes) }
    }

    @Test func aHeaderLongerThanTheStateIsRefused() throws {
        var bytes = try state.bytes()
        bytes[15] = 0xFF
        #expect(throws: WorkFailure.self) { try ResumableState(bytes: bytes) }
    }
}

@Suite struct LossCurveTests {
    @Test func aShortRunKeepsEveryStep() {
        var curve = LossCurve(steps: 40)
        for step in 1...40 { curve.add(step: step, loss: Double(step)) }
        #expect(curve.kept.map(\.step) == Array(1...40))
    }

    @Test func aLongRunKeepsAboutAsManyAsItShallAndBothEnds() {
        var curve = LossCurve(steps: 10_007)
        for step in 1...10_007 { curve.add(step: step, loss: 0) }
        #expect(curve.kept.count <= LossCurve.points + 2)
        #expect(curve.kept.first?.step == 1)
        #expect(curve.kept.last?.step == 10_007)
    }

    @Test func aResumedRunKeepsTheSameSteps() {
        var whole = LossCurve(steps: 1_234)
        for step in 1...1_234 { whole.add(step: step, loss: Double(step)) }
        var first = LossCurve(steps: 1_234)
        for step in 1...777 { first.add(step: step, loss: Double(step)) }
        var second = LossCurve(steps: 1_234, kept: first.kept)
        for step in 778...1_234 { second.add(step: step, loss: Double(step)) }
        #expect(second == whole)
    }
}
