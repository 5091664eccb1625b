import ByteStrings
import Foundation
@testable import Randomness
import Testing

@testable import Contamination

/// Overlap held against a count with sets of tuples, made by `Fixtures/overlap.py`.
@Suite struct OverlapTests {
    private struct Fixture: Decodable {
        struct Document: Decodable {
            let text: String
            let domain: String
        }
        struct Part: Decodable {
            let texts: [String]
            /// For each document, its n-grams and how many of them stand in the texts.
            let documents: [[Int]]
        }
        struct Cut: Decodable {
            let text: String
            let words: [String]
        }
        let length: Int
        let documents: [Document]
        let parts: [Part]
        let all: [[Int]]
        let pairs: [[Int]]
        let words: [Cut]
    }

    private let fixture: Fixture

    init() throws {
        let url = try #require(
            Bundle.module.url(forResource: "overlap", withExtension: "json", subdirectory: "Fixtures"))
        fixture = try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: url))
    }

    private func words(_ text: [UInt8]) -> [String] {
        var words: [String] = []
        WordReader.forEachWord(of: text) { words.append(String(decoding: $0, as: UTF8.self)) }
        return words
    }

    private func index(length: Int) throws -> NGramIndex {
        var index = NGramIndex(length: length)
        for document in fixture.documents { try index.add(Array(document.text.utf8), domain: document.domain) }
        return index
    }

    private func counts(_ index: NGramIndex, _ set: NGramSet) -> [[Int]] {
        index.documents(in: set).map { [$0.ngrams, $0.overlappingNgrams] }
    }

    @Test func textIsCutIntoTheWordsOfTheDefinition() {
        for cut in fixture.words { #expect(words(Array(cut.text.utf8)).elementsEqual(cut.words, by: sameBytes)) }
        #expect(
            words(Array("Don't\u{200B}re-read foo_bar(X1);".utf8)) == ["don", "t", "re", "read", "foo", "bar", "x1"])
        #expect(words(Array("東京は Tokyo".utf8)) == ["東", "京", "は", "tokyo"])
    }

    /// `String` compares by canonical equivalence; words do not.
    private func sameBytes(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }

    @Test func bytesThatAreNoTextSeparateWords() {
        let broken: [[UInt8]] = [
            [0xFF], [0xC0, 0xAF], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80],
            [0xE0, 0x80, 0x80],
        ]
        for bytes in broken { #expect(words([0x61] + bytes + [0x62]) == ["a", "b"], "\(bytes)") }
        #expect(words([0x61, 0xC3]) == ["a"])
    }

    @Test func everyDocumentIsCountedAsByTheDefinition() throws {
        let index = try index(length: fixture.length)
        var all = NGramSet(count: index.ngramCount)
        for part in fixture.parts {
            var search = NGramSearch(index)
            for text in part.texts { search.read(Array(text.utf8)) }
            #expect(counts(index, search.found) == part.documents)
            all.formUnion(search.found)
        }
        #expect(counts(index, all) == fixture.all)
        #expect(fixture.all.contains { $0[1] > 0 && $0[1] < $0[0] } && fixture.all.contains { $0[0] == 0 })
    }

    @Test func nGramsOfOtherLengthsAreCountedToo() throws {
        let index = try index(length: 2)
        var search = NGramSearch(index)
        for part in fixture.parts { for text in part.texts { search.read(Array(text.utf8)) } }
        #expect(counts(index, search.found) == fixture.pairs)
    }

    @Test func domainsAreSumsOfTheirDocumentsInTheOrderOfTheirNames() throws {
        let index = try index(length: fixture.length)
        var search = NGramSearch(index)
        for part in fixture.parts { for text in part.texts { search.read(Array(text.utf8)) } }
        let domains = index.domains(in: search.found)
        #expect(domains.map(\.domain) == ["a", "b", "c"])
        for domain in domains {
            let rows = zip(fixture.documents, fixture.all).filter { $0.0.domain == domain.domain }.map(\.1)
            #expect(domain.documents == rows.count && domain.shortDocuments == rows.count { $0[0] == 0 })
            #expect(domain.ngrams == rows.reduce(0) { $0 + $1[0] })
            #expect(domain.overlappingDocuments == rows.count { $0[1] > 0 })
            #expect(domain.overlappingNgrams == rows.reduce(0) { $0 + $1[1] })
        }
    }

    @Test func aDocumentOfTwelveWordsHasNoNGramAndOneOfThirteenHasOne() throws {
        let thirteen = (1...13).map { "word\($0)" }.joined(separator: " ")
        let twelve = (1...12).map { "word\($0)" }.joined(separator: " ")
        var index = NGramIndex()
        try index.add(Array(thirteen.utf8), domain: "d")
        try index.add(Array(twelve.utf8), domain: "d")
        var search = NGramSearch(index)
        // An n-gram ends with its document.
        search.read(Array("word1 word2 word3 word4 word5 word6".utf8))
        search.read(Array("word7 word8 word9 word10 word11 word12 word13".utf8))
        #expect(index.domains(in: search.found).map(\.overlappingDocuments) == [0])
        search.read(Array("Before: \(thirteen.uppercased()), after.".utf8))
        #expect(counts(index, search.found) == [[1, 1], [0, 0]])
        let domain = try #require(index.domains(in: search.found).first)
        #expect(domain.documents == 2 && domain.shortDocuments == 1 && domain.overlappingDocuments == 1)
    }

    @Test func tablesGrowWithoutLosingAWord() throws {
        var generator = SeededGenerator(seed: 7)
        let texts = (0..<40).map { _ in
            (0..<400).map { _ in "w\(generator.next() % 9_000)" }.joined(separator: " ")
        }
        var index = NGramIndex()
        for text in texts { try index.add(Array(text.utf8), domain: "d") }
        #expect(index.vocabulary.count > 4_000 && index.ngramCount == 40 * 388)
        var search = NGramSearch(index)
        for text in texts.prefix(10) { search.read(Array(text.utf8)) }
        #expect(index.domains(in: search.found).map(\.overlappingNgrams) == [10 * 388])
        #expect(index.documents(in: search.found).map { $0.overlappingNgrams > 0 } == texts.indices.map { $0 < 10 })
    }
}
