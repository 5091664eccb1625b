import Foundation
import Hashing
import Testing

@Suite struct SHA256Tests {
    /// The examples of FIPS 180-2, appendix B, and the empty message.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func givesThePublishedDigest(message: String, hex: String) {
        #expect(SHA256.hash(message.utf8).hex == hex)
    }

    @Test func givesTheSameDigestHoweverTheBytesArrive() {
        let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 * 31) }
        let whole = SHA256.hash(bytes)
        let pieces = SHA256()
        pieces.update(bytes[..<1])
        pieces.update([])
        pieces.update(bytes[1..<777])
        pieces.update(AnySequence(bytes[777...]))
        #expect(pieces.finalize() == whole)
        #expect(SHA256.hash(bytes.dropLast()) != whole)
    }

    @Test func hashesAFileAsItsBytes() throws {
        let path = NSTemporaryDirectory() + "assay-hash-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let bytes = Data((0..<3_000_001).map { UInt8(truncatingIfNeeded: $0) })
        try bytes.write(to: URL(fileURLWithPath: path))
        #expect(try SHA256.hash(fileAt: path) == SHA256.hash(bytes))
    }

    @Test func namesAFileThatCannotBeRead() {
        #expect(throws: FileHashingError(file: "/nowhere/at/all", errorNumber: ENOENT)) {
            try SHA256.hash(fileAt: "/nowhere/at/all")
        }
    }

    @Test func readsItsOwnSpellingOnly() throws {
        let digest = SHA256.hash("abc".utf8)
        #expect(SHA256Digest(hex: digest.hex) == digest)
        #expect(SHA256Digest(hex: digest.hex.uppercased()) == nil)
        #expect(SHA256Digest(hex: digest.hex.dropLast()) == nil)
        #expect(SHA256Digest(hex: digest.hex.dropLast() + "g") == nil)
        #expect(SHA256Digest(bytes: digest.bytes.dropLast()) == nil)
    }

    @Test func isHexadecimalInJSON() throws {
        let digest = SHA256.hash("abc".utf8)
        let json = try JSONEncoder().encode([digest])
        #expect(String(decoding: json, as: UTF8.self) == "[\"\(digest.hex)\"]")
        #expect(try JSONDecoder().decode([SHA256Digest].self, from: json) == [digest])
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([SHA256Digest].self, from: Data("[\"abc\"]".utf8))
        }
    }
}
