import Foundation
import Testing
import Tokenizers

@Suite struct BytePairTokenizerTests {
    @Test(arguments: Fixture.names)
    func givesTheIDsOfThePackage(name: String) throws {
        let tokenizer = try Fixture.tokenizer(name)
        let expected = try Fixture.expected.get()
        let entry = try #require(expected.tokenizers[name])
        for (text, ids) in zip(expected.texts, entry.ids) {
            #expect(tokenizer.encode(Array(text.utf8)) == ids, "\(text.debugDescription)")
        }
        #expect(entry.ids.count == 24)
        #expect(Fixture.digest(of: expected.texts, by: tokenizer) == entry.digest)
        #expect(tokenizer.vocabularySize == entry.tokens)
    }

    @Test(arguments: [
        "compatible", "deepseek", "gpt2", "llama2", "llama3", "neox", "o200k", "pieces", "qwen2", "words",
    ])
    func givesTheIDsOfThePackageForEveryScalar(name: String) throws {
        let tokenizer = try Fixture.tokenizer(name)
        let planes = try #require(try Fixture.expected.get().tokenizers[name]?.planes)
        #expect(planes.count >= 3)
        for (plane, digest) in planes.enumerated() {
            let documents = Fixture.documents(ofPlane: UInt32(plane))
            #expect(Fixture.digest(of: documents, by: tokenizer) == digest, "plane \(plane)")
        }
    }

    @Test(arguments: ["gpt2", "llama3", "o200k", "starcoder", "deepseek"])
    func tokensStandForTheBytesOfTheText(name: String) throws {
        let tokenizer = try Fixture.tokenizer(name)
        for text in try Fixture.expected.get().texts {
            let bytes = tokenizer.encode(Array(text.utf8)).flatMap { tokenizer.bytes(of: $0) ?? [] }
            #expect(bytes == Array(text.utf8))
        }
    }

    @Test func tokensOfSentencePieceStandForSpacesAndBytes() throws {
        let tokenizer = try Fixture.tokenizer("llama2")
        let text = "two words, \u{10FFFF} \u{7} and é"
        let bytes = tokenizer.encode(Array(text.utf8)).flatMap { tokenizer.bytes(of: $0) ?? [] }
        #expect(bytes == Array(" \(text)".utf8))
        #expect(tokenizer.bytes(of: 1) == Array("<s>".utf8))
        #expect(tokenizer.bytes(of: -1) == nil)
        #expect(tokenizer.bytes(of: 100_000) == nil)
    }

    @Test func readsBytesThatAreNotUTF8AsReplacementCharacters() throws {
        let tokenizer = try Fixture.tokenizer("gpt2")
        for bytes in [[0x61, 0xFF, 0x62], [0xC3], [0xED, 0xA0, 0x80, 0x20], [0xF4, 0x90, 0x80, 0x80]] as [[UInt8]] {
            #expect(tokenizer.encode(bytes) == tokenizer.encode(Array(String(decoding: bytes, as: UTF8.self).utf8)))
        }
        #expect(
            tokenizer.encode([0x61, 0xFF]).flatMap { tokenizer.bytes(of: $0) ?? [] } == Array("a\u{FFFD}".utf8))
    }

    @Test(arguments: ["llama2", "gpt2"])
    func encodesALongDocumentWithoutSpacesAsOneWord(name: String) throws {
        let tokenizer = try Fixture.tokenizer(name)
        var state: UInt32 = 1
        let text = (0..<200_000).map { _ -> UInt8 in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(ascii: "a") + UInt8(state >> 24) % 26
        }
        let ids = tokenizer.encode(text)
        let bytes = ids.flatMap { tokenizer.bytes(of: $0) ?? [] }
        #expect(bytes == (name == "llama2" ? [0x20] : []) + text)
        #expect(ids.count < text.count)
    }

    @Test func givesTheSameIDsFromManyThreads() throws {
        let tokenizer = try Fixture.tokenizer("qwen2")
        let expected = try Fixture.expected.get()
        let digests = Digests()
        DispatchQueue.concurrentPerform(iterations: 16) { _ in
            digests.add(Fixture.digest(of: expected.texts, by: tokenizer))
        }
        #expect(digests.all == Set([expected.tokenizers["qwen2"]?.digest]))
    }

    private final class Digests: @unchecked Sendable {
        private let lock = NSLock()
        private var digests: Set<String?> = []
        var all: Set<String?> { lock.withLock { digests } }
        func add(_ digest: String) { lock.withLock { _ = digests.insert(digest) } }
    }

    @Test func givesTheSameIDsWhenMoreWordsComeThanAreKept() throws {
        let words = (0..<90_000).map { "w\(String($0 &* 7_919, radix: 36))" }
        let text = Array(words.joined(separator: " ").utf8)
        let tokenizer = try Fixture.tokenizer("llama3")
        let first = tokenizer.encode(text)
        #expect(tokenizer.encode(text) == first)
        #expect(first.flatMap { tokenizer.bytes(of: $0) ?? [] } == text)
        let head = Array(words[..<100].joined(separator: " ").utf8)
        #expect(try Fixture.tokenizer("llama3").encode(head) == tokenizer.encode(head))
    }

    @Test func itsHashFollowsTheFileAndThePrefix() throws {
        let contents = try Fixture.contents(of: "gpt2")
        func hash(_ contents: [UInt8], prefix: Int) throws -> String {
            try BytePairTokenizer(contents: contents, file: "f", vocabularyRows: 2000, prefix: .id(prefix)).hash
        }
        let one = try hash(contents, prefix: 0)
        #expect(try hash(contents, prefix: 0) == one)
        #expect(try hash(contents, prefix: 1) != one)
        #expect(try hash(contents + [0x20], prefix: 0) != one)
        #expect(try Fixture.tokenizer("neox").hash != one)
    }
}
