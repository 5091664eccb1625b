import HTTPTypes
import Testing

@testable import Client

/// The decisions of a connection, without a socket.
@Suite struct ClientConnectionMachineTests {
    private var machine = ClientConnectionMachine(server: "server")

    private mutating func receive(_ text: String) -> [ClientConnectionMachine.Action] {
        var text = text
        return text.withUTF8 { machine.received(UnsafeRawBufferPointer($0)) }
    }

    private mutating func body(pending: Int = 0) -> ClientConnectionMachine.Body {
        machine.takeBody(pending: pending).body
    }

    private var failure: TransportError? { machine.failure as? TransportError }

    @Test mutating func anAnswerIsReadAndTheConnectionServesOn() throws {
        #expect(machine.isIdle)
        #expect(try machine.begin(method: .get) == 1)
        #expect(!machine.isIdle && machine.head == nil)
        #expect(receive("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe") == [.wakeReader, .wakeWriter])
        #expect(machine.head?.status == .ok)
        #expect(body() == .bytes(Array("he".utf8)))
        #expect(body() == .wait)
        #expect(receive("llo") == [.wakeReader, .wakeWriter])
        #expect(body() == .bytes(Array("llo".utf8)))
        let (end, actions) = machine.takeBody(pending: 0)
        #expect(end == .end && actions == [.resumeReading])
        #expect(machine.isIdle)
        #expect(try machine.begin(method: .get) == 2)
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", 0),
        ("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", 0),
        // Bytes that belong to no response, and a request that is still being sent.
        ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1", 0), ("HTTP/1.1 204 No Content\r\n\r\n", 1),
    ])
    mutating func anAnswerAfterWhichTheConnectionIsOfNoUseClosesIt(answer: String, pending: Int) throws {
        _ = try machine.begin(method: .post)
        _ = receive(answer)
        let (end, actions) = machine.takeBody(pending: pending)
        #expect(end == .end && actions.first == .close)
        #expect(!machine.isIdle)
        #expect(throws: TransportError.self) { try machine.begin(method: .get) }
    }

    @Test mutating func aBodyThatWasNotSentToItsEndEndsTheConnectionAfterTheAnswer() throws {
        _ = try machine.begin(method: .post)
        #expect(machine.sendingStopped(nil) == [])
        _ = receive("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n")
        #expect(machine.takeBody(pending: 0).actions.first == .close)
    }

    @Test mutating func aBodyThatCannotBeReadIsWhatTheWaitForTheAnswerEndsWith() throws {
        _ = try machine.begin(method: .post)
        let error = TransportError(.badRequestBody, server: "server", message: "short")
        #expect(machine.sendingStopped(error) == [.close, .wakeReader, .wakeWriter])
        #expect(failure == error)
        #expect(machine.close() == [.close], "the first reason stays")
        #expect(failure == error)
    }

    @Test mutating func theWriterWaitsForTheServerAndStopsAtTheAnswer() throws {
        _ = try machine.begin(method: .post)
        let limit = ClientConnectionMachine.writeAhead
        #expect(machine.sending(pending: limit) == .send)
        #expect(machine.sending(pending: limit + 1) == .wait)
        #expect(machine.flushed(true, pending: limit) == [])
        #expect(machine.flushed(true, pending: limit / 2) == [.wakeWriter])
        #expect(machine.flushed(false, pending: 0) == [.wakeWriter], "and finds that nothing can be sent")
        #expect(receive("HTTP/1.1 200 OK\r\n\r\n").contains(.wakeWriter))
        #expect(machine.sending(pending: 0) == .stop)
    }

    @Test mutating func aServerThatIsAheadOfTheReaderIsHeldBack() throws {
        _ = try machine.begin(method: .get)
        let piece = String(repeating: "x", count: ClientConnectionMachine.readAhead)
        #expect(!receive("HTTP/1.1 200 OK\r\n\r\n\(piece)").contains(.pauseReading))
        #expect(receive("y").first == .pauseReading)
        let (bytes, actions) = machine.takeBody(pending: 0)
        #expect(bytes == .bytes(Array("\(piece)y".utf8)) && actions == [.resumeReading])
    }

    @Test mutating func theEndOfTheConnectionEndsABodyWithoutALengthAlone() throws {
        _ = try machine.begin(method: .get)
        _ = receive("HTTP/1.1 200 OK\r\n\r\nall")
        #expect(machine.ended() == [.pauseReading, .wakeReader])
        #expect(body() == .bytes(Array("all".utf8)))
        #expect(machine.takeBody(pending: 0).actions.first == .close)

        machine = ClientConnectionMachine(server: "server")
        _ = try machine.begin(method: .get)
        _ = receive("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nall")
        #expect(machine.ended() == [.close, .wakeReader, .wakeWriter])
        #expect(failure?.code == .disconnected && failure?.mayRepeat == false)
    }

    @Test mutating func aRequestMayBeRepeatedWhereNoByteOfAnAnswerCame() throws {
        _ = try machine.begin(method: .get)
        #expect(machine.broke("reset") == [.close, .wakeReader, .wakeWriter])
        #expect(failure?.mayRepeat == true && failure?.message == "reset")
    }

    @Test mutating func bytesThatNobodyAskedForAndBytesThatAreNoAnswerCloseTheConnection() throws {
        #expect(receive("HTTP/1.1 408 Request Timeout\r\n\r\n").first == .close)
        machine = ClientConnectionMachine(server: "server")
        _ = try machine.begin(method: .get)
        #expect(receive("SSH-2.0-OpenSSH\r\n").first == .close)
        #expect(failure?.code == .malformed)
    }

    @Test mutating func aResponseThatIsLetGoClosesTheConnectionUnlessItIsComplete() throws {
        let first = try machine.begin(method: .get)
        #expect(machine.abandon(first + 1) == (false, []))
        _ = receive("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")
        #expect(machine.abandon(first) == (true, [.resumeReading]))
        let second = try machine.begin(method: .get)
        _ = receive("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nx")
        #expect(machine.abandon(second) == (false, [.close, .wakeReader, .wakeWriter]))
        #expect(machine.abandon(second) == (false, []), "it is gone")
    }

    @Test mutating func aWaitEndsTheConnectionWhereNothingMovedMeanwhile() throws {
        _ = try machine.begin(method: .post)
        let wait = machine.beginWait()
        _ = machine.flushed(true, pending: 0)
        let later = try #require(machine.timeIsUp(wait, "late").goesOn, "the request was still being sent")
        machine.endWait()
        #expect(machine.timeIsUp(later, "late") == (nil, []), "of a wait that is over")
        let next = machine.beginWait()
        #expect(machine.timeIsUp(next, "late") == (nil, [.close, .wakeReader, .wakeWriter]))
        #expect(failure?.code == .timedOut && failure?.message == "late")
    }
}
