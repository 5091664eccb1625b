import Mixtures
import Testing

@Suite struct SubsetsTests {
    @Test func enumeratesSubsetsInOrder() {
        #expect(Subsets.all(of: ["c", "a", "b"], size: 2) == [["a", "b"], ["a", "c"], ["b", "c"]])
        #expect(Subsets.all(of: ["a", "b", "c"], size: 3) == [["a", "b", "c"]])
        #expect(Subsets.all(of: ["a", "b"], size: 0).isEmpty && Subsets.all(of: ["a", "b"], size: 3).isEmpty)
    }

    @Test func sixPartitionsHaveFortyOneSubsetsOfUpToThree() throws {
        let names = ["a", "b", "c", "d", "e", "f"]
        let mixtures = Subsets.mixtures(of: names, sizes: [3, 1, 2, 2])
        #expect(mixtures.count == 41 && Set(mixtures).count == 41)
        #expect(mixtures.map(\.size) == mixtures.map(\.size).sorted())
        for mixture in mixtures { _ = try Mixture(mixture.weights, partitions: Set(names)) }
        #expect([1, 2, 3].map { Subsets.count(of: 6, size: $0) } == [6, 15, 20])
        #expect(Subsets.count(of: 6, size: 7) == 0)
        #expect(Subsets.count(of: 200, size: 100) == nil)
    }
}
