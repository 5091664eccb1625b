import HTTPTypes
import Sockets
import Testing

@testable import Client

@Suite struct TransportSyntaxTests {
    /// The events of a response, fed in pieces of one size: heads as text, bodies joined.
    private func parse(
        _ text: String, method: HTTPRequest.Method = .get, piece: Int, ended: Bool = false
    ) throws -> [String] {
        var parser = ResponseParser(method: method)
        var seen: [String] = []
        var body = ""
        func note(_ event: ResponseParser.Event) {
            switch event {
            case .head(let head, let keeps): seen.append("\(head.status.code) \(keeps ? "keep" : "close")")
            case .body(let bytes): body += String(decoding: bytes, as: UTF8.self)
            case .end: seen += [body, "end"]
            }
        }
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: piece) {
            try bytes[start..<min(start + piece, bytes.count)].withUnsafeBytes { part in
                var input = part
                while let event = try parser.parse(&input) { note(event) }
            }
        }
        if ended, let event = parser.finish() { note(event) }
        return seen
    }

    @Test(arguments: [1, 2, 7, 1000])
    func responsesAreReadInPiecesOfAnySize(piece: Int) throws {
        let length = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
        #expect(try parse(length, piece: piece) == ["200 keep", "hello", "end"])
        let chunked =
            "HTTP/1.1 201 Made\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;a=b\r\nlo\r\n0\r\nX: y\r\n\r\n"
        #expect(try parse(chunked, piece: piece) == ["201 keep", "hello", "end"])
        let interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"
        #expect(try parse(interim, piece: piece) == ["204 close", "", "end"])
        let untilClose = "HTTP/1.0 200 OK\r\n\r\nhello"
        #expect(try parse(untilClose, piece: piece, ended: true) == ["200 close", "hello", "end"])
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
        #expect(try parse(head, method: .head, piece: piece) == ["200 keep", "", "end"])
    }

    @Test(arguments: [
        "HTTP/2 200 OK\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 200 OK\n\n", "ICY 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\n", "HTTP/1.1 101 Switching Protocols\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
    ])
    func whatIsNoResponseIsRefused(text: String) {
        #expect(throws: (any Error).self) { try parse(text, piece: 1000) }
    }

    @Test(arguments: [1, 3, 1000])
    func eventsAreReadAsTheStandardSays(piece: Int) {
        let text =
            "\u{FEFF}: a comment\r\nevent: add\ndata: 1\r\ndata:2\rid: 7\n\n\ndata\n\nid: a\0b\nretry: 5\ndata: {}\n\nevent: x\n\ndata: cut"
        let bytes = Array(text.utf8)
        var parser = EventStreamParser()
        var seen: [EventStreamMessage] = []
        for start in stride(from: 0, to: bytes.count, by: piece) {
            seen += parser.parse(Array(bytes[start..<min(start + piece, bytes.count)]))
        }
        #expect(
            seen == [
                EventStreamMessage(id: "7", name: "add", data: "1\n2"),
                EventStreamMessage(id: "7", name: "message", data: ""),
                EventStreamMessage(id: "7", name: "message", data: "{}"),
            ])
    }

    @Test func aLocationIsReadInItsForms() throws {
        #expect(try ServerLocation("http://localhost:80/").authority == "localhost:80")
        #expect(try ServerLocation("http://example").address == .host("example", port: 80))
        #expect(try ServerLocation("[::1]:8080").description == "http://[::1]:8080")
        #expect(try ServerLocation("unix:/run/a").authority == "localhost")
        #expect(try ServerLocation("unix:/run/a").prefix == "")
        let behind = try ServerLocation("http://host:81/lab/assay/")
        #expect(behind.address == .host("host", port: 81))
        #expect(behind.authority == "host:81")
        #expect(behind.prefix == "/lab/assay")
        #expect(behind.description == "http://host:81/lab/assay")
        #expect(try ServerLocation("host/assay").address == .host("host", port: 80))
        for text in ["", "https://host:1", "http://host:1/path?x", "http://host/a b", "http://a b"] {
            #expect(throws: TransportError.self) { try ServerLocation(text) }
        }
    }
}
