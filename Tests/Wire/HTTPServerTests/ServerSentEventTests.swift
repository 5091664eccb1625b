import Testing

@testable import HTTPServer

@Suite struct ServerSentEventTests {
    private func text(_ event: ServerSentEvent) -> String { String(decoding: event.encoded, as: UTF8.self) }

    @Test func anEventIsWrittenLineByLine() {
        #expect(text(ServerSentEvent(data: "a")) == "data: a\n\n")
        #expect(
            text(ServerSentEvent(id: "7", name: "state", data: "a\nb\r\nc\rd"))
                == "id: 7\nevent: state\ndata: a\ndata: b\ndata: c\ndata: d\n\n")
        #expect(text(ServerSentEvent(data: "")) == "data: \n\n")
    }

    @Test func aLineEndInAnIdOrNameCannotForgeAField() {
        #expect(
            text(ServerSentEvent(id: "1\ndata: x", name: "a\r\nb", data: "")) == "id: 1 data: x\nevent: a b\ndata: \n\n"
        )
    }

    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (4_102_444_799, "Thu, 31 Dec 2099 23:59:59 GMT"),
    ])
    func theDateIsWrittenAsTheStandardSays(second: Int, date: String) {
        #expect(DateLine().line(at: second) == Array("Date: \(date)\r\n".utf8))
    }
}
