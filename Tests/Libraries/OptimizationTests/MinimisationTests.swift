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

    @Test(arguments: Minimisation.Algorithm.allCases)
    func findsTheFootOfAValley(algorithm: Minimisation.Algorithm) throws {
        var search = Minimisation(algorithm)
        search.relativeTolerance = 1e-14
        let minimum = try search.minimise(from: [-1.2, 1]) { valley($0, &$1) }
        #expect(minimum.value < 1e-8)
        #expect(abs(minimum.point[0] - 1) < 1e-3)
        #expect(minimum.evaluations > 5)
    }

    @Test(arguments: Minimisation.Algorithm.allCases)
    func staysWithinBounds(algorithm: Minimisation.Algorithm) throws {
        var search = Minimisation(algorithm)
        search.lower = [-2, -2]
        search.upper = [0.5, 2]
        let minimum = try search.minimise(from: [3, 3]) { valley($0, &$1) }
        #expect(abs(minimum.point[0] - 0.5) < 1e-4)
        #expect(abs(minimum.point[1] - 0.25) < 1e-3)
    }

    /// The point of the simplex nearest to (0.9, 0.5, −1) is (0.7, 0.3, 0).
    @Test func satisfiesConstraints() throws {
        var search = Minimisation(.sequentialQuadratic)
        search.lower = [0, 0, 0]
        search.equalities = [.linear([1, 1, 1], bound: 1)]
        let goal = [0.9, 0.5, -1]
        let squares: Minimisation.Function = { point, gradient in
            if gradient != nil { gradient = zip(point, goal).map { 2 * ($0 - $1) } }
            return zip(point, goal).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        }
        let free = try search.minimise(from: [0.2, 0.2, 0.6], squares)
        for (found, expected) in zip(free.point, [0.7, 0.3, 0]) { #expect(abs(found - expected) < 1e-6) }
        search.inequalities = [.linear([1, 0, 0], bound: 0.4)]
        let limited = try search.minimise(from: [0.2, 0.2, 0.6], squares)
        for (found, expected) in zip(limited.point, [0.4, 0.6, 0]) { #expect(abs(found - expected) < 1e-6) }
    }

    @Test func whatTheFunctionThrowsEndsTheSearch() {
        struct Refusal: Error, Equatable {}
        var calls = 0
        #expect(throws: Refusal()) {
            _ = try Minimisation(.limitedMemoryBFGS).minimise(from: [1]) { _, _ in
                calls += 1
                throw Refusal()
            }
        }
        #expect(calls == 1)
    }

    @Test func problemsAreNamed() {
        var search = Minimisation(.limitedMemoryBFGS)
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
        search.upper = [2]
        search.equalities = [.linear([1], bound: 1)]
        #expect(throws: OptimizationError.self) { _ = try search.minimise(from: [1]) { _, _ in 0 } }
    }
}
