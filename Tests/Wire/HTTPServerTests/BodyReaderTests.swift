import HTTPSyntax
import Testing

/// Bodies as both ends of a connection read them.
@Suite struct BodyReaderTests {
    /// The pieces and whether the body ended, of input that comes in pieces.
    private func read(_ reader: inout BodyReader, _ pieces: [String]) throws -> (pieces: [String], rest: String) {
        var found: [String] = []
        for piece in pieces {
            let bytes = Array(piece.utf8)
            let rest: String = try bytes.withUnsafeBytes { buffer in
                var input = buffer
                while let event = try reader.read(&input) {
                    switch event {
                    case .data(let bytes): found.append(String(decoding: bytes, as: UTF8.self))
                    case .end: found.append("END")
                    }
                }
                return String(decoding: input, as: UTF8.self)
            }
            if !rest.isEmpty { return (found, rest) }
        }
        return (found, "")
    }

    @Test func aLengthLeavesWhatFollows() throws {
        var reader = BodyReader(.length(5))
        #expect(try read(&reader, ["he", "", "llo"]) == (["he", "llo", "END"], ""))
        reader = BodyReader(.length(5))
        #expect(try read(&reader, ["hel"]) == (["hel"], "") && reader.remaining == 2)
        #expect(try read(&reader, ["loGET"]) == (["lo", "END"], "GET"))
        #expect(try read(&reader, ["GET"]) == ([], "GET"), "it has ended")
    }

    @Test func noBodyEndsAtOnce() throws {
        var reader = BodyReader(.none)
        #expect(reader.remaining == 0)
        #expect(try read(&reader, ["GET"]) == (["END"], "GET"))
    }

    @Test func chunksEndWithTheirTrailer() throws {
        var reader = BodyReader(.chunked)
        #expect(try read(&reader, ["2\r\nhe\r\n3\r", "\nllo\r\n0\r\n\r\nGET"]) == (["he", "llo", "END"], "GET"))
        #expect(reader.remaining == nil)
        reader = BodyReader(.chunked)
        #expect(throws: MessageSyntaxError.self) { try read(&reader, ["x\r\n"]) }
    }

    @Test func theEndOfTheConnectionEndsOnlyABodyWithoutALength() throws {
        var reader = BodyReader(.untilClose)
        #expect(try read(&reader, ["a", "b"]) == (["a", "b"], ""))
        var isProper = false
        if case .end? = reader.finish() { isProper = true }
        #expect(isProper)
        let again = reader.finish()
        #expect(again == nil, "once")
        for framing in [Framing.length(2), .chunked] {
            var reader = BodyReader(framing)
            let end = reader.finish()
            #expect(end == nil, "\(framing)")
        }
    }
}
