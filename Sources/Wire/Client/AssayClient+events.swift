public import API
import HTTPTypes
import Words

/// A change of a job, as the event stream tells it.
public struct JobEvent: Hashable, Sendable {
    /// What to go on from with ``AssayClient/jobEvents(_:after:)``.
    public let id: String
    public let value: JobEventResource
}

extension AssayClient {
    /// A job's changes as they happen, until its final state.
    ///
    /// When the connection breaks, it is made again and goes on after the last event that arrived, so none is missed
    /// and none is told twice. The tries start anew with each event.
    /// - Parameter after: the id of the last event that is known already.
    public func jobEvents(_ id: String, after: String? = nil) -> AsyncThrowingStream<JobEvent, any Error> {
        let (stream, continuation) = AsyncThrowingStream.makeStream(of: JobEvent.self)
        let task = Task {
            do {
                try await follow(id, after: after) { continuation.yield($0) }
                continuation.finish()
            } catch {
                continuation.finish(throwing: error)
            }
        }
        continuation.onTermination = { _ in task.cancel() }
        return stream
    }

    private func follow(_ id: String, after: String?, _ tell: @Sendable (JobEvent) -> Void) async throws {
        var last = after
        var failures = 0
        while true {
            do {
                var isFinal = false
                try await stream(id, after: last) { event in
                    last = event.id
                    failures = 0
                    isFinal = event.value.state.isFinal
                    tell(event)
                    return !isFinal
                }
                if isFinal { return }
            } catch  where Self.isPassing(error) {
                failures += 1
                guard let delay = retry.delay(afterFailures: failures, retryAfter: nil, random: chance.random())
                else { throw error }
                try await chance.pause(delay)
            }
            try Task.checkCancellation()
        }
    }

    /// Whether the stream may be had again later.
    private static func isPassing(_ error: any Error) -> Bool {
        switch error {
        case let error as ClientError: error.isTransient
        case let problem as ProblemResource: [429, 502, 503, 504].contains(problem.status)
        default: false
        }
    }

    /// One connection's events, until the stream ends or no more are wanted.
    private func stream(_ id: String, after: String?, _ take: (JobEvent) -> Bool) async throws {
        var call = Call.get("/v1/jobs/\(Call.escape(id))/events")
        call.fields[.accept] = "text/event-stream"
        if let after, let name = HTTPField.Name("Last-Event-ID") { call.fields[name] = after }
        // What has been told must not be told again, so a stream that breaks is asked for anew, not sent again.
        try await send(call, policy: .never) { answer in
            var parser = EventStreamParser()
            while let piece = try await answer.next() {
                for message in parser.parse(piece) {
                    let value = try Self.decode(message)
                    guard take(JobEvent(id: message.id, value: value)) else { return }
                }
            }
        }
    }

    private static func decode(_ message: EventStreamMessage) throws -> JobEventResource {
        do {
            return try JSONCoder.decode(JobEventResource.self, from: message.data.utf8)
        } catch {
            throw ClientError(.unexpectedAnswer, message: "event \(message.id) cannot be read: \(error)")
        }
    }
}
