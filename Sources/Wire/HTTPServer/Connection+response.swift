import HTTPSyntax
import HTTPTypes
import Sockets

extension Connection {
    /// Sends the head, and the body where it is there; true when a body is still to be made and written.
    func beginResponse(_ plan: ResponsePlan, number: Int, closes: Bool) -> Bool {
        guard let current = exchange, current.number == number, socket != nil else { return false }
        let isHTTP10 = current.head?.isHTTP10 ?? false
        let kind = plan.kind
        var closes = closes
        if case .untilClose = plan.framing { closes = true }
        let keeps = machine.responseBegins(kind, closes: closes, now: now)
        exchange?.framing = plan.framing
        if case .length(let length) = plan.framing { exchange?.unwritten = length }
        let date = context.dateLine.line(at: context.clock.secondsSinceEpoch())
        var bytes = plan.head(keeps: keeps, isHTTP10: isHTTP10, date: date, server: context.serverLine)
        if case .bytes(let body) = plan.body {
            // One packet for what fits in one; a large body is not copied.
            if body.count <= 16 * 1024 {
                bytes += body
                send(bytes)
            } else {
                send(bytes, more: true)
                send(body)
            }
        } else {
            send(bytes, more: plan.hasMore)
        }
        if plan.hasMore { return true }
        finish()
        return false
    }

    /// The same without a hop, where the caller runs on the loop's queue; nil where it does not.
    nonisolated func beginResponseNow(_ plan: ResponsePlan, number: Int, closes: Bool) -> Bool? {
        guard loop.isCurrent else { return nil }
        return assumeIsolated { $0.beginResponse(plan, number: number, closes: closes) }
    }

    /// Sends bytes of a body that is made as it is sent; returns once more may follow.
    func write(_ bytes: [UInt8], number: Int) async throws {
        guard exchange?.number == number, socket != nil else { throw ClientHasGone() }
        if case .length = exchange?.framing {
            exchange?.unwritten -= Int64(bytes.count)
            guard let left = exchange?.unwritten, left >= 0 else { throw BodyLengthMismatch() }
        }
        send(framed(bytes))
        while let socket, socket.pendingBytes > ConnectionMachine.writeAhead, exchange?.number == number {
            await withCheckedContinuation { exchange?.writers.append($0) }
        }
        guard exchange?.number == number, socket != nil else { throw ClientHasGone() }
    }

    func framed(_ bytes: [UInt8]) -> [UInt8] {
        if case .chunked = exchange?.framing { ChunkedWriter.chunk(bytes) } else { bytes }
    }

    /// Ends a body that was made as it was sent.
    func finishBody(_ number: Int) throws {
        guard exchange?.number == number, socket != nil else { throw ClientHasGone() }
        switch exchange?.framing {
        case .chunked: send(ChunkedWriter.end)
        case .length where exchange?.unwritten != 0: throw BodyLengthMismatch()
        default: break
        }
        finish()
    }

    /// Cuts the connection within a body, so that the client sees that it is not whole.
    func abortBody(_ number: Int) {
        guard exchange?.number == number else { return }
        close()
    }

    private func finish() {
        guard socket != nil else { return }
        // Nobody may be left waiting for an exchange that is over.
        wakeWriters()
        wakeReader()
        exchange = nil
        perform(machine.responseFinished(now: now))
    }
}
