import HTTPTypes
import Testing

@testable import HTTPServer

@Suite struct RequestParserTests {
    private func status(_ text: String, limits: ServerLimits = ServerLimits()) -> Int? {
        ParsedRequests(ParsedRequests.bytes(text), limits: limits).error?.status.code
    }

    private func get(_ fields: String, target: String = "/", version: String = "1.1") -> String {
        "GET \(target) HTTP/\(version)\r\n\(fields)\r\n"
    }

    @Test(arguments: [
        "GET / HTTP/1.1\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n\n",
        "GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n", "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n",
    ])
    func aBareReturnOrLineFeedIsRefused(text: String) { #expect(status(text) == 400) }

    @Test(arguments: [
        "Host: a\r\n X: y\r\n", "Host: a\r\nX: y\r\n\tz\r\n", " Host: a\r\n", "Host : a\r\n", "Host\t: a\r\n",
        "Host\r\n", ": a\r\n",
        "Host: a\r\nX: \u{1}\r\n", "Host: a\r\nX: \u{7F}\r\n", "Host: a\r\nX\u{0}: b\r\n", "Host: a\r\nX(: b\r\n",
    ])
    func aMalformedFieldIsRefused(fields: String) { #expect(status(get(fields)) == 400) }

    @Test(arguments: ["", "Host: a\r\nHost: a\r\n", "Host: a b\r\n", "Host: a/b\r\n", "Host: a,b\r\n", "Host: a@b\r\n"])
    func aMissingRepeatedOrInvalidHostIsRefused(fields: String) { #expect(status(get(fields)) == 400) }

    @Test(arguments: [
        "Content-Length: 1\r\nContent-Length: 1", "Content-Length: 1, 1", "Content-Length: +1", "Content-Length: -1",
        "Content-Length: ", "Content-Length: 0x1", "Content-Length: 1 1", "Content-Length: 1000000000000000000",
        "Content-Length: 1\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nContent-Length: 1",
        "Transfer-Encoding: gzip", "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: chunked, chunked",
        "Transfer-Encoding: identity", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "Transfer-Encoding:",
    ])
    func doubtfulFramingIsRefused(fields: String) { #expect(status(get("Host: a\r\n\(fields)\r\n")) == 400) }

    @Test func chunksAreRefusedInHTTP10() {
        #expect(status(get("Transfer-Encoding: chunked\r\n", version: "1.0")) == 400)
    }

    @Test(arguments: [
        ("GET / HTTP/2.0", 505), ("GET / HTTP/1.2", 505), ("GET / HTTP/0.9", 505), ("GET / http/1.1", 400),
        ("GET /", 400), ("GET  / HTTP/1.1", 400), ("GET / HTTP/1.1 ", 400), ("GET\t/ HTTP/1.1", 400),
        ("BREW / HTTP/1.1", 501), ("get / HTTP/1.1", 501), ("PROPFIND / HTTP/1.1", 501), ("CONNECT a:1 HTTP/1.1", 501),
        ("G(T / HTTP/1.1", 400), ("GET * HTTP/1.1", 400), ("GET a HTTP/1.1", 400), ("GET /a#b HTTP/1.1", 400),
        ("GET /a|b HTTP/1.1", 400), ("GET https://a/ HTTP/1.1", 400), ("GET http:///a HTTP/1.1", 400),
        ("GET http://u@a/ HTTP/1.1", 400),
    ])
    func aRequestLineIsHeldToTheRules(line: String, code: Int) { #expect(status("\(line)\r\nHost: a\r\n\r\n") == code) }

    @Test func aLongTargetIs414AndALongHead431() {
        let target = "/" + String(repeating: "a", count: 8192)
        #expect(status(get("Host: a\r\n", target: target)) == 414)
        #expect(status(get("Host: a\r\n", target: String(target.dropLast()))) == nil)
        #expect(status(get("Host: a\r\n", target: target + target)) == 414)
        // Refused as soon as it is too long, without its end.
        #expect(status("GET " + target + target) == 414)
        let field = "X: " + String(repeating: "a", count: 32 * 1024)
        #expect(status("GET / HTTP/1.1\r\nHost: a\r\n" + field) == 431)
        let many = (0..<300).map { "X\($0): y\r\n" }.joined()
        #expect(status(get("Host: a\r\n" + many)) == 431)
    }

    @Test func expectIsOnlyFor100Continue() {
        #expect(status(get("Host: a\r\nExpect: something\r\n")) == 417)
        #expect(status(get("Host: a\r\nExpect: 100-Continue\r\n")) == nil)
    }

    @Test(arguments: [
        "3 \r\nabc\r\n0\r\n\r\n", "3;\r\nabc\r\n0\r\n\r\n", "0x3\r\nabc\r\n0\r\n\r\n", "3\nabc\r\n0\r\n\r\n",
        "3\r\nabcd\r\n0\r\n\r\n",
        "3\r\nabc\n0\r\n\r\n", "\r\n", "g\r\n", "1000000000000000\r\n", "3;a=\"b\r\nabc\r\n0\r\n\r\n",
        "0\r\nContent-Length: 1\r\n\r\n", "0\r\nX : y\r\n\r\n", "0\r\n\n",
    ])
    func malformedChunksAreRefused(chunks: String) {
        #expect(status("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks) == 400)
    }

    @Test func chunkExtensionsAndTrailersAreBounded() {
        let head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(status(head + "1;" + String(repeating: "a", count: 1100)) == 400)
        #expect(status(head + String(repeating: "1;\(String(repeating: "a", count: 1000))\r\nx\r\n", count: 17)) == 400)
        #expect(
            status(head + "0\r\n" + String(repeating: "X: \(String(repeating: "y", count: 1000))\r\n", count: 9)) == 431
        )
    }

    @Test func theAbsoluteFormOverridesTheHost() throws {
        var parser = RequestParser(limits: ServerLimits())
        let bytes = Array("GET http://b:1/p?q HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        let event = try bytes.withUnsafeBytes { bytes in
            var input = bytes
            return try parser.parse(&input)
        }
        guard case .head(let head) = event else { throw HTTPError(.badRequest, "no head") }
        #expect(head.request.authority == "b:1")
        #expect(head.request.path == "/p?q")
    }
}
