import HTTPTypes
import Sockets
import Testing

@testable import HTTPServer

/// Adversary, D20: a client that had ended its side after a whole request was cut without an answer.
@Suite(.serialized, .timeLimit(.minutes(1))) struct HalfClosedTests {
    @Test func aRequestThatWaitsIsAnsweredThoughTheClientHasEndedItsSide() async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        try await withServer { router in
            router.on(.get, "/wait") { request, _ in
                let isDone = try await request.haste.limiting {
                    for await _ in gate { return true }
                    return false
                }
                return Response(text: isDone ? "done" : "not yet")
            }
        } _: { client, _, _ in
            await client.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")
            await client.finishSending()
            #expect(await client.receiveAll().hasSuffix("not yet"))
        }
        open.finish()
    }

    @Test func hasteThatHasBegunStopsWhateverWaitsLater() async throws {
        let haste = Haste()
        haste.begin()
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        #expect(
            try await haste.limiting {
                for await _ in gate { return false }
                return true
            })
        open.finish()
    }

    @Test func anEventStreamGoesOnToAClientThatHasEndedItsSide() async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        try await withServer { router in
            router.on(.get, "/events") { _, _ in
                Response(
                    body: .events { writer in
                        try await writer.write(ServerSentEvent(data: "first"))
                        for await _ in gate { break }
                        try await writer.write(ServerSentEvent(data: "second"))
                    })
            }
        } _: { client, _, _ in
            await client.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(await client.receive(through: "first") != nil)
            await client.finishSending()
            // A comment comes sooner than to others: it finds out who is gone.
            #expect(await client.receive(through: "\n:") != nil)
            open.yield()
            #expect(await client.receive(through: "second") != nil)
        }
    }

    @Test func aHandlerThatDoesNotAnswerInTheEndIsCut() {
        var machine = TestMachine()
        _ = machine.receive("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = machine.end()
        #expect(machine.pass(2) == ["hurry"])
        #expect(machine.pass(9) == ["cancel", "close"])
    }

    @Test func aHandlerThatIsNotDoneIsHurriedOnceAndNotCut() {
        var machine = TestMachine()
        _ = machine.receive("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(machine.end() == [])
        #expect(machine.pass(0.9) == [])
        #expect(machine.pass(0.2) == ["hurry"])
        #expect(machine.pass(5) == [])
        #expect(machine.respond() == (false, ["finish", "close"]))
    }
}
