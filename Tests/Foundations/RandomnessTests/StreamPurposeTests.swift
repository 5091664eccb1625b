import Testing

@testable import Randomness

@Suite struct StreamPurposeTests {
    /// Purposes that draw the seed's own numbers, told apart by nothing but their paths: each of them is kept so
    /// because what was drawn is stored, and none of them must be independent of another.
    private let sharing: [StreamPurpose] = [
        .documentSplit, .firstDocumentOrder, .documentResamples, .dirichletMixtures, .mixtureResamples, .joiningOrders,
        .sobolShift, .firstRandomCoordinates, .pointSupport, .feasibleSupport, .surrogateFits,
    ]

    @Test func everyPurposeHasANameOfItsOwn() {
        #expect(Set(StreamPurpose.all.map(\.name)).count == StreamPurpose.all.count)
    }

    @Test func purposesHaveStreamsOfTheirOwnButForThoseThatAreNamedHere() {
        let others = StreamPurpose.all.filter { !sharing.contains($0) }
        // A search for proposals and the order of a source's sequences are never drawn from one seed.
        let known = others.filter { $0 != .sequences }
        #expect(Set(known.map(\.words)).count == known.count)
        #expect(sharing.allSatisfy(\.words.isEmpty) && others.allSatisfy { !$0.words.isEmpty })
        var seen: Set<UInt64> = []
        for purpose in known {
            var generator = SeededGenerator(seed: 0, purpose: purpose)
            for _ in 0..<1_000 { #expect(seen.insert(generator.next()).inserted, "\(purpose.name)") }
        }
    }

    @Test func aPathTurnsToAnotherStream() {
        var seen: Set<UInt64> = []
        for path in 0..<1_000 as Range<UInt64> {
            var generator = SeededGenerator(seed: 3, purpose: .pointSupport, path: path)
            var deeper = SeededGenerator(seed: 3, purpose: .pointSupport, path: path, 0)
            #expect(seen.insert(generator.next()).inserted && seen.insert(deeper.next()).inserted)
        }
    }

    /// What is kept in tables and keys was drawn so before purposes had names.
    @Test func purposesFromBeforeThereWereNamesDrawWhatTheyDrew() {
        func path(_ seed: UInt64, _ words: UInt64...) -> SeededGenerator {
            words.reduce(SeededGenerator(seed: seed)) { generator, word in
                var generator = generator
                return SeededGenerator(seed: generator.next() ^ word)
            }
        }
        #expect(SeededGenerator(seed: 7, purpose: .documentSplit) == SeededGenerator(seed: 7))
        #expect(SeededGenerator(seed: 7, purpose: .folds) == path(7, 0x666f_6c64))
        #expect(SeededGenerator(seed: 7, purpose: .halves, path: 2) == path(7, 0x6861_6c66, 2))
        #expect(SeededGenerator(seed: 7, purpose: .kernelRows) == path(7, 0x6b65_726e))
        #expect(SeededGenerator(seed: 7, purpose: .lawStarts, path: 3) == path(7, 0x6c_6177, 3))
        #expect(SeededGenerator(seed: 7, purpose: .surrogateFits, path: 4, 5) == path(7, 4, 5))
        #expect(SeededGenerator(seed: 7, purpose: .sources) == path(7, 0))
        #expect(SeededGenerator(seed: 7, purpose: .sequences, path: 1, 2) == path(7, 1, 1, 2))
        var generator = SeededGenerator(
            seed: 9, purpose: .documentResamples, path: StreamPurpose.word(of: "books".utf8))
        #expect(generator.next() == 11_569_721_614_612_596_499)
    }

    @Test func aNameIsTurnedIntoItsWordByFNV() {
        // The published values of FNV-1a in 64 bits for "" and "a".
        #expect(StreamPurpose.word(of: "".utf8) == 0xcbf2_9ce4_8422_2325)
        #expect(StreamPurpose.word(of: "a".utf8) == 0xaf63_dc4c_8601_ec8c)
        #expect(StreamPurpose("a").words == [0xaf63_dc4c_8601_ec8c])
    }
}
