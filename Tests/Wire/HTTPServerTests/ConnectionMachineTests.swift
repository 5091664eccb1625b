import HTTPTypes
import Testing

@testable import HTTPServer

/// The machine with a clock that only moves when it is told to.
struct TestMachine {
    var machine: ConnectionMachine
    var now = ContinuousClock.now

    init(_ limits: ServerLimits = ServerLimits()) { machine = ConnectionMachine(limits: limits, now: now) }

    mutating func receive(_ text: String) -> [String] {
        let bytes = Array(text.utf8)
        return bytes.withUnsafeBytes { Self.names(machine.received($0, now: now)) }
    }

    mutating func pass(_ seconds: Double) -> [String] {
        now += .seconds(seconds)
        return Self.names(machine.tick(now: now))
    }

    mutating func end() -> [String] { Self.names(machine.ended(now: now)) }
    mutating func wantBody() -> [String] { Self.names(machine.bodyWanted(now: now)) }
    mutating func pending(_ bytes: Int) -> [String] { Self.names(machine.outputChanged(pending: bytes, now: now)) }
    mutating func drain() -> [String] { Self.names(machine.drain(now: now)) }

    /// A whole response: whether the connection is kept, and what follows.
    mutating func respond(_ kind: ConnectionMachine.ResponseKind = .whole) -> (Bool, [String]) {
        let keeps = machine.responseBegins(kind, closes: false, now: now)
        return (keeps, Self.names(machine.responseFinished(now: now)))
    }

    mutating func beginResponse(_ kind: ConnectionMachine.ResponseKind) -> Bool {
        machine.responseBegins(kind, closes: false, now: now)
    }

    private static func names(_ actions: [ConnectionMachine.Action]) -> [String] {
        actions.map { action in
            switch action {
            case .begin(let head): "begin \(head.request.path ?? "")"
            case .body(let bytes): "body \(bytes.count)"
            case .bodyEnd: "body end"
            case .bodyFailed(let error): "body failed \(error.status.code)"
            case .sendContinue: "continue"
            case .refuse(let error): "refuse \(error.status.code)"
            case .cancelHandler: "cancel"
            case .hurryHandler: "hurry"
            case .ping: "ping"
            case .finishSending: "finish"
            case .close: "close"
            }
        }
    }
}

@Suite struct ConnectionMachineTests {
    private func get(_ path: String) -> String { "GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n" }

    private func put(_ length: Int, _ fields: String = "") -> String {
        "PUT /put HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\(fields)\r\n"
    }

    @Test func pipelinedRequestsBeginOneAfterTheOther() {
        var machine = TestMachine()
        #expect(machine.receive(get("/1") + get("/2") + "GET /3") == ["begin /1", "body end"])
        #expect(machine.respond() == (true, ["begin /2", "body end"]))
        #expect(machine.respond() == (true, []))
        #expect(machine.receive(" HTTP/1.1\r\nHost: a\r\n\r\n") == ["begin /3", "body end"])
    }

    @Test func aHeadThatIsNotWholeInTimeIsAnswered408() {
        var machine = TestMachine()
        #expect(machine.pass(60) == [])
        #expect(machine.receive("GET ") == [])
        #expect(machine.pass(9.9) == [])
        // More bytes do not put it off.
        #expect(machine.receive("/ HTTP/1.1\r\n") == [])
        #expect(machine.pass(0.2) == ["refuse 408"])
        #expect(machine.respond() == (false, ["finish"]))
    }

    @Test func aQuietConnectionIsClosed() {
        var machine = TestMachine()
        #expect(machine.receive(get("/")) == ["begin /", "body end"])
        // A handler may take its time.
        #expect(machine.pass(1000) == [])
        #expect(machine.respond() == (true, []))
        #expect(machine.pass(75) == [])
        #expect(machine.pass(0.1) == ["close"])
    }

    @Test func aBodyThatDribblesIsAnswered408() {
        var machine = TestMachine()
        #expect(machine.receive(put(100_000)) == ["begin /put"])
        var seen: [String] = []
        for _ in 0..<12 where seen.isEmpty {
            #expect(machine.wantBody() == [])
            seen = machine.pass(1)
            if seen.isEmpty { #expect(machine.receive("x") == ["body 1"]) }
            machine.machine.bodyTaken(1)
        }
        #expect(seen == ["body failed 408"])
        #expect(machine.respond() == (false, ["finish"]))
    }

    @Test func aBodyThatNobodyWaitsForMayBeSlow() {
        var machine = TestMachine()
        #expect(machine.receive(put(100)) == ["begin /put"])
        #expect(machine.pass(1000) == [])
        #expect(machine.wantBody() == [])
        #expect(machine.pass(9) == [])
    }

    @Test func aFastBodyIsNeverTooSlow() {
        var machine = TestMachine()
        _ = machine.receive(put(1_000_000))
        for _ in 0..<60 {
            _ = machine.wantBody()
            #expect(machine.pass(1) == [])
            #expect(machine.receive(String(repeating: "x", count: 1200)) == ["body 1200"])
            machine.machine.bodyTaken(1200)
        }
    }

    @Test func readingPausesWhileTheBodyIsNotRead() {
        var machine = TestMachine()
        _ = machine.receive(put(1_000_000))
        #expect(machine.machine.wantsToRead)
        _ = machine.receive(String(repeating: "x", count: 64 * 1024))
        #expect(!machine.machine.wantsToRead)
        machine.machine.bodyTaken(64 * 1024)
        #expect(machine.machine.wantsToRead)
    }

    @Test func pipelinedBytesDoNotPileUp() {
        var machine = TestMachine()
        _ = machine.receive(get("/"))
        _ = machine.receive(String(repeating: "x", count: 64 * 1024))
        #expect(!machine.machine.wantsToRead)
    }

    @Test func theNextRequestWaitsUntilResponsesAreTaken() {
        var machine = TestMachine()
        _ = machine.receive(get("/1") + get("/2"))
        _ = machine.beginResponse(.whole)
        #expect(machine.pending(1 << 20) == [])
        #expect(machine.respond() == (true, []))
        #expect(machine.pending(1 << 19) == [])
        #expect(machine.pending(1 << 10) == ["begin /2", "body end"])
    }

    @Test func continueIsSentOnceTheBodyIsWanted() {
        var machine = TestMachine()
        #expect(machine.receive(put(3, "Expect: 100-continue\r\n")) == ["begin /put"])
        #expect(machine.wantBody() == ["continue"])
        #expect(machine.wantBody() == [])
        #expect(machine.receive("abc") == ["body 3", "body end"])
        #expect(machine.respond() == (true, []))
    }

    @Test func anAnswerInsteadOfContinueClosesTheConnection() {
        var machine = TestMachine()
        _ = machine.receive(put(3, "Expect: 100-continue\r\n"))
        #expect(machine.respond() == (false, ["finish"]))
        #expect(machine.receive("abc") == [])
        #expect(machine.pass(1.9) == [])
        #expect(machine.pass(0.2) == ["close"])
    }

    @Test func theShortRestOfAnUnwantedBodyIsDropped() {
        var machine = TestMachine()
        #expect(machine.receive(put(10) + "ab") == ["begin /put", "body 2"])
        #expect(machine.respond() == (true, []))
        #expect(machine.receive("cdefghij" + get("/next")) == ["body end", "begin /next", "body end"])
    }

    @Test func theLongRestOfAnUnwantedBodyClosesTheConnection() {
        var machine = TestMachine()
        _ = machine.receive(put(1 << 20))
        #expect(machine.respond() == (false, ["finish"]))
        #expect(machine.machine.wantsToRead)
        #expect(machine.end() == ["close"])
    }

    @Test func brokenBytesAreRefusedOrFailTheBody() {
        var first = TestMachine()
        #expect(first.receive("GET\r\n") == ["refuse 400"])
        #expect(first.respond() == (false, ["finish"]))
        var second = TestMachine()
        _ = second.receive("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        #expect(second.receive("x\r\n") == ["body failed 400"])
        #expect(second.receive(get("/smuggled")) == [])
        #expect(second.respond() == (false, ["finish"]))
    }

    @Test func brokenBytesAfterARequestAreRefusedAfterItsAnswer() {
        var machine = TestMachine()
        #expect(machine.receive(get("/") + "\0\0\r\n") == ["begin /", "body end"])
        #expect(machine.respond() == (true, ["refuse 400"]))
    }

    @Test func aClientThatHasEndedItsSideIsStillAnswered() {
        var machine = TestMachine()
        _ = machine.receive(get("/"))
        #expect(machine.end() == [])
        #expect(!machine.machine.wantsToRead)
        #expect(machine.pass(0.9) == [])
        #expect(machine.respond() == (false, ["finish", "close"]))
    }

    @Test func everyRequestSentBeforeTheClientEndedItsSideIsAnswered() {
        var machine = TestMachine()
        _ = machine.receive(get("/1") + get("/2"))
        #expect(machine.end() == [])
        #expect(machine.respond() == (true, ["begin /2", "body end"]))
        #expect(machine.respond() == (false, ["finish", "close"]))
        var cut = TestMachine()
        _ = cut.receive(get("/1") + "GET /2")
        _ = cut.end()
        #expect(cut.respond() == (true, ["finish", "close"]))
    }

    @Test func aHandlerWhoseClientHasLongGoneIsCancelled() {
        var machine = TestMachine()
        _ = machine.receive(get("/"))
        _ = machine.end()
        #expect(machine.pass(1.1) == ["hurry"])
        #expect(machine.pass(9) == ["cancel", "close"])
    }

    @Test func anEventStreamWhoseClientHasEndedItsSideIsPingedSooner() {
        var machine = TestMachine()
        _ = machine.receive(get("/"))
        let keeps = machine.beginResponse(.events)
        #expect(keeps)
        #expect(machine.end() == [])
        #expect(machine.pass(1.1) == ["ping"])
    }

    @Test func aClientThatGoesWithinItsBodyIsCancelled() {
        var machine = TestMachine()
        _ = machine.receive(put(10))
        #expect(machine.end() == ["body failed 400", "cancel", "close"])
    }

    @Test func aQuietEventStreamIsPinged() {
        var machine = TestMachine()
        _ = machine.receive(get("/"))
        _ = machine.beginResponse(.events)
        machine.machine.wrote(now: machine.now)
        #expect(machine.pass(14.9) == [])
        #expect(machine.pass(0.1) == ["ping"])
        #expect(machine.pass(14.9) == [])
        machine.machine.wrote(now: machine.now)
        #expect(machine.pass(14.9) == [])
        #expect(machine.pass(0.1) == ["ping"])
    }

    @Test func aClientThatTakesNothingIsClosed() {
        var machine = TestMachine()
        _ = machine.receive(get("/"))
        _ = machine.beginResponse(.stream)
        #expect(machine.pending(1000) == [])
        #expect(machine.pass(29) == [])
        #expect(machine.pending(900) == [])
        #expect(machine.pass(30) == [])
        #expect(machine.pass(0.1) == ["cancel", "close"])
    }

    /// Every stop took its whole grace as long as somebody followed a job (review of the service, D21).
    @Test func drainingEndsEventStreamsBegunOrToBegin() {
        var begun = TestMachine()
        _ = begun.receive(get("/"))
        _ = begun.beginResponse(.events)
        #expect(begun.drain() == ["cancel"])
        var late = TestMachine()
        _ = late.receive(get("/"))
        #expect(late.drain() == [])
        let keeps = late.beginResponse(.events)
        #expect(!keeps)
        #expect(late.pass(0.25) == ["cancel"])
    }

    @Test func drainingClosesWhatIsQuietAndFinishesTheRest() {
        var quiet = TestMachine()
        #expect(quiet.drain() == ["close"])
        var busy = TestMachine()
        _ = busy.receive(get("/1") + get("/2"))
        #expect(busy.drain() == [])
        let (keeps, actions) = busy.respond()
        #expect(!keeps)
        #expect(actions == ["finish"])
    }
}
