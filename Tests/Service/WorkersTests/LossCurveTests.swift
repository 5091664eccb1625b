import API
import Testing

@testable import Workers

@Suite struct LossCurveTests {
    @Test func aShortRunKeepsEveryStep() {
        let points = LossCurve(steps: 40).points(of: (1...40).map(Float.init))
        #expect(points == (1...40).map { LossPoint(step: $0, loss: Double($0)) })
    }

    @Test func aLongRunKeepsAboutAsManyAsItShallAndBothEnds() {
        let points = LossCurve(steps: 10_007).points(of: Array(repeating: 0, count: 10_007))
        #expect(points.count <= LossCurve.points + 2)
        #expect(points.first?.step == 1)
        #expect(points.last?.step == 10_007)
    }

    @Test func aResumedRunKeepsTheSameSteps() {
        let curve = LossCurve(steps: 1_234)
        let losses = (1...1_234).map(Float.init)
        let first = curve.points(of: Array(losses[..<777]))
        #expect(first + curve.points(of: losses, after: 777) == curve.points(of: losses))
    }
}
