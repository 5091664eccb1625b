import Foundation
import Optimization
import Testing

@Suite struct MinimisationTests {
    /// Rosenbrock's valley: its minimum is 0 at (1, 1).
    func valley(_ point: [Double], _ gradient: inout [Double]?) -> Double {
        let (x, y) = (point[0], point[1])
        if gradient != nil { gradient = [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)] }
        return (1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x)
    }

    @Test func findsTheFootOfAValley() throws {
        var search = Minimisation()
        search.relativeTolerance = 1e-14
        let minimum = try search.minimise(from: [-1.2, 1]) { valley($0, &$1) }
        #expect(minimum.value < 1e-8)
        #expect(abs(minimum.point[0] - 1) < 1e-3)
        #expect(minimum.evaluations > 5)
    }

    @Test func staysWithinBounds() throws {
        var search = Minimisation()
        search.lower = [-2, -2]
        search.upper = [0.5, 2]
        let minimum = try search.minimise(from: [3, 3]) { valley($0, &$1) }
        #expect(abs(minimum.point[0] - 0.5) < 1e-4)
        #expect(abs(minimum.point[1] - 0.25) < 1e-3)
    }

    @Test func aFunctionThatIsFiniteNowhereHasNoMinimum() {
        let error = #expect(throws: OptimizationError.self) {
            _ = try Minimisation().minimise(from: [1]) { _, gradient in
                if gradient != nil { gradient = [0] }
                return .nan
            }
        }
        #expect(error?.code == .failed)
    }

    @Test func whatTheFunctionThrowsEndsTheSearch() {
        struct Refusal: Error, Equatable {}
        var calls = 0
        #expect(throws: Refusal()) {
            _ = try Minimisation().minimise(from: [1]) { _, _ in
                calls += 1
                throw Refusal()
            }
        }
        #expect(calls == 1)
    }

    @Test func problemsAreNamed() {
        var search = Minimisation()
        #expect(throws: OptimizationError.self) { _ = try search.minimise(from: []) { _, _ in 0 } }
        search.lower = [1, 2]
        #expect(throws: OptimizationError(.problem, "2 lower bounds; expected 1")) {
            _ = try search.minimise(from: [0]) { _, _ in 0 }
        }
        search.lower = [1]
        search.upper = [0]
        #expect(throws: OptimizationError(.problem, "variable 0 has bounds 1.0 to 0.0, which cross")) {
            _ = try search.minimise(from: [0]) { _, _ in 0 }
        }
    }
}
