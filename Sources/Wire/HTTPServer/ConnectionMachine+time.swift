import HTTPTypes

extension ConnectionMachine {
    /// Time has passed: whatever has run out.
    mutating func tick(now: Instant) -> [Action] {
        if pendingOutput > 0, now - outputProgressed > limits.stalledWriteTime { return [.cancelHandler, .close] }
        switch phase {
        case .waiting(let since): return now - since > limits.idleTime ? [.close] : []
        case .head(let since):
            guard now - since > limits.headTime else { return [] }
            phase = .broken
            exchange = Exchange(keepsConnection: false, awaitsContinue: false)
            let time = limits.headTime
            return [.refuse(Self.timeout("The request's head did not arrive within \(time)."))]
        case .body: return tickBody(now: now)
        case .whole, .broken: return tickAnswer(now: now)
        case .closing(let since, _):
            // What is still queued has the time of a stalled write.
            return pendingOutput == 0 && now - since > Self.lingerTime ? [.close] : []
        }
    }

    /// Since when nothing has been asked over the connection, and nothing is left to send.
    var idleSince: Instant? {
        guard case .waiting(let since) = phase, pendingOutput == 0 else { return nil }
        return since
    }

    private static func timeout(_ detail: String) -> HTTPError {
        HTTPError(.requestTimeout, detail, closesConnection: true)
    }

    private mutating func tickBody(now: Instant) -> [Action] {
        let rate = limits.bodyBytesPerSecond
        guard exchange?.pace.isTooSlow(bytesPerSecond: rate, now: now) == true else { return tickEvents(now: now) }
        exchange?.keepsConnection = false
        if exchange?.isFinished == true { return [.close] }
        phase = .broken
        return [.bodyFailed(Self.timeout("The body arrived more slowly than \(rate) bytes a second."))]
    }

    private mutating func tickAnswer(now: Instant) -> [Action] {
        if let clientEnded, exchange?.response == nil {
            if now - clientEnded > Self.answerTimeAfterEnd { return [.cancelHandler, .close] }
            if exchange?.isHurried == false, now - clientEnded > Self.waitTimeAfterEnd {
                exchange?.isHurried = true
                return [.hurryHandler]
            }
        }
        return tickEvents(now: now)
    }

    private mutating func tickEvents(now: Instant) -> [Action] {
        guard case .events = exchange?.response else { return [] }
        if isDraining { return [.cancelHandler] }
        let pause = clientEnded == nil ? limits.eventPing : min(limits.eventPing, Self.pingAfterEnd)
        guard now - lastWritten >= pause else { return [] }
        lastWritten = now
        return [.ping]
    }

    /// Bytes of the response have been handed over.
    mutating func wrote(now: Instant) { lastWritten = now }

    /// So many bytes wait for the client to take them.
    mutating func outputChanged(pending: Int, now: Instant) -> [Action] {
        if pending < pendingOutput || pendingOutput == 0 { outputProgressed = now }
        pendingOutput = pending
        switch phase {
        case .closing(_, let awaitsClient) where pending == 0:
            phase = .closing(since: now, awaitsClient: awaitsClient)
            return awaitsClient ? [] : [.close]
        case .whole where exchange?.isFinished == true: return nextRequest(now: now)
        default: return []
        }
    }

    /// The server stops: what is under way is finished, and nothing more begun.
    ///
    /// Events have no end of their own: whoever makes them is told to stop, now or as soon as they begin.
    mutating func drain(now: Instant) -> [Action] {
        isDraining = true
        switch phase {
        case .waiting, .head: return pendingOutput == 0 ? [.close] : close(awaitsClient: false, now: now)
        case .body, .whole, .broken: return tickEvents(now: now)
        case .closing: return []
        }
    }
}

/// How fast a body arrives while somebody waits for it: what a client cannot send because nobody reads is not held
/// against it.
struct BodyPace: Sendable {
    private var waited: Duration = .zero
    private var waitingSince: ContinuousClock.Instant?
    private var bytes = 0

    private static let window: Duration = .seconds(10)

    mutating func wait(now: ContinuousClock.Instant) {
        if waitingSince == nil { waitingSince = now }
    }

    mutating func received(_ count: Int, now: ContinuousClock.Instant) {
        bytes += count
        guard let since = waitingSince else { return }
        waited += now - since
        waitingSince = nil
    }

    mutating func stop() { waitingSince = nil }

    /// Measures over each ten seconds of waiting.
    mutating func isTooSlow(bytesPerSecond: Int, now: ContinuousClock.Instant) -> Bool {
        let total = waited + (waitingSince.map { now - $0 } ?? .zero)
        guard total >= Self.window else { return false }
        let expected = Double(bytesPerSecond) * (total / .seconds(1))
        defer { self = BodyPace(waitingSince: waitingSince == nil ? nil : now) }
        return Double(bytes) < expected
    }

    init() {}

    private init(waitingSince: ContinuousClock.Instant?) { self.waitingSince = waitingSince }
}
