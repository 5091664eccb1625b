import BoostedTrees
@testable import Randomness
import Testing

@Suite struct BoostedTreesTests {
    let rows: [[Double]]
    let targets: [Double]

    init() {
        var generator = SeededGenerator(seed: 7)
        rows = (0..<120).map { _ in (0..<3).map { _ in generator.unit() } }
        // A step, which no straight line follows.
        targets = rows.map { ($0[0] > 0.5 ? 1 : -1) + 0.2 * $0[1] }
    }

    @Test func treesFollowSteps() throws {
        let trees = try BoostedTrees(rows: Array(rows[..<80]), targets: Array(targets[..<80]), seed: 1)
        let found = try trees.predict(Array(rows[80...]))
        let wrong = zip(found, targets[80...]).filter { ($0 > 0.1) != ($1 > 0.1) }
        #expect(found.count == 40)
        #expect(wrong.count <= 2)
        #expect(try trees.predict([]) == [])
    }

    @Test func theSameSeedGrowsTheSameTrees() throws {
        let first = try BoostedTrees(rows: rows, targets: targets, seed: 5).predict(rows)
        let second = try BoostedTrees(rows: rows, targets: targets, seed: 5).predict(rows)
        let other = try BoostedTrees(rows: rows, targets: targets, seed: 6).predict(rows)
        #expect(first == second)
        #expect(first != other)
    }

    @Test func moreTreesAndDepthFitCloser() throws {
        var few = BoostedTrees.Settings()
        few.trees = 3
        let far = try BoostedTrees(rows: rows, targets: targets, settings: few, seed: 1).predict(rows)
        let near = try BoostedTrees(rows: rows, targets: targets, seed: 1).predict(rows)
        func squares(_ found: [Double]) -> Double {
            zip(found, targets).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        }
        #expect(squares(near) < 0.1 * squares(far))
    }

    @Test func tablesThatAreNoneAreNamed() throws {
        #expect(throws: BoostedTreesError(.table, "2 rows of 1 values and 1 targets; expected a target a row")) {
            _ = try BoostedTrees(rows: [[1], [2]], targets: [1], seed: 1)
        }
        #expect(throws: BoostedTreesError(.table, "row 1 has 2 values; expected 1")) {
            _ = try BoostedTrees(rows: [[1], [2, 3]], targets: [1, 2], seed: 1)
        }
        #expect(throws: BoostedTreesError(.table, "row 0 holds nan at 0; expected a finite value")) {
            _ = try BoostedTrees(rows: [[.nan], [2]], targets: [1, 2], seed: 1)
        }
        let trees = try BoostedTrees(rows: rows, targets: targets, seed: 1)
        #expect(throws: BoostedTreesError.self) { _ = try trees.predict([[1]]) }
    }
}
