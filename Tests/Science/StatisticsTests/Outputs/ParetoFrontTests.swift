@testable import Randomness
import Statistics
import Testing

@Suite("Pareto front")
struct ParetoFrontTests {
    @Test func holdsWhatNoOtherBeatsAndSaysWhatBeatsTheRest() throws {
        let front = try ParetoFront(of: [[1, 3], [2, 2], [3, 1], [2, 3], [3, 3]])
        #expect(front.members == [0, 1, 2])
        #expect(front.beatenBy[0] == nil && front.beatenBy[1] == nil && front.beatenBy[2] == nil)
        #expect(front.beatenBy[3].map { [0, 1].contains($0) } == true)
        #expect(front.beatenBy[4] != nil)
    }

    @Test func equalCandidatesStandOnItTogetherOrNotAtAll() throws {
        #expect(try ParetoFront(of: [[1, 2], [1, 2]]).members == [0, 1])
        #expect(try ParetoFront(of: [[1, 2], [1, 2], [1, 1]]).members == [2])
    }

    @Test func ofNoCandidatesIsEmptyAndOfOneIsThatOne() throws {
        #expect(try ParetoFront(of: []).members.isEmpty)
        #expect(try ParetoFront(of: [[7]]).members == [0])
    }

    @Test func isWhatComparingEveryPairGives() throws {
        var generator = SeededGenerator(seed: 5)
        for columns in 1...4 {
            // Few different values, so that there are ties in every column.
            let values = (0..<80).map { _ in (0..<columns).map { _ in Double(generator.next() % 6) / 10 } }
            let front = try ParetoFront(of: values)
            for (index, row) in values.enumerated() {
                let beating = values.indices.filter { other in
                    zip(values[other], row).allSatisfy { $0 <= $1 } && values[other] != row
                }
                #expect(front.members.contains(index) == beating.isEmpty)
                #expect(front.beatenBy[index].map(beating.contains) ?? beating.isEmpty)
                #expect(front.beatenBy[index].map(front.members.contains) ?? true)
            }
        }
    }

    @Test func refusesWhatCannotBeCompared() {
        #expect(throws: ParetoFront.Fault.notFinite(candidate: 1, column: 0, value: .infinity)) {
            try ParetoFront(of: [[1], [.infinity]])
        }
        #expect(throws: ParetoFront.Fault.width(candidate: 1, columns: 2, expected: 1)) {
            try ParetoFront(of: [[1], [1, 2]])
        }
        #expect(throws: ParetoFront.Fault.noColumns) { try ParetoFront(of: [[]]) }
    }
}
