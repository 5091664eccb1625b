import API
import HTTPTypes
import Testing

@testable import Client
import Words

@Suite struct JobEventsTests {
    private func event(_ id: Int, _ state: String) -> String {
        "id: \(id)\ndata: {\"job\":\"job_1\",\"state\":\"\(state)\",\"at\":\"2026-01-01T00:00:00Z\"}\n\n"
    }

    private func collect(_ stream: AsyncThrowingStream<JobEvent, any Error>) async throws -> [JobEvent] {
        var events: [JobEvent] = []
        for try await event in stream { events.append(event) }
        return events
    }

    @Test func aStreamThatBreaksGoesOnAfterTheLastEvent() async throws {
        let transport = ScriptedTransport([
            .breaking(body: event(1, "queued") + event(2, "running") + "id: 3\ndata: {\"jo"),
            .failure(ClientError(.unreachable, message: "connection refused")), .answer(503),
            .answer(200, body: event(3, "running") + event(4, "succeeded") + event(5, "running")),
        ])
        let (client, pauses) = try AssayClient.scripted(transport)
        let events = try await collect(client.jobEvents("job_1"))
        #expect(events.map(\.id) == ["1", "2", "3", "4"], "none twice, none missed, none after the final state")
        #expect(events.map(\.value.state) == [.queued, .running, .running, .succeeded])
        let name = try #require(HTTPField.Name("Last-Event-ID"))
        #expect(transport.requests.map { $0.headerFields[name] } == [nil, "2", "2", "2"])
        #expect(transport.requests.allSatisfy { $0.headerFields[.accept] == "text/event-stream" })
        #expect(!pauses().isEmpty)
    }

    @Test func whatIsKnownIsNotToldAgain() async throws {
        let transport = ScriptedTransport([.answer(200, body: event(8, "failed"))])
        let events = try await collect(AssayClient.scripted(transport).client.jobEvents("job_1", after: "7"))
        #expect(events.map(\.id) == ["8"])
        let name = try #require(HTTPField.Name("Last-Event-ID"))
        #expect(transport.requests.first?.headerFields[name] == "7")
    }

    @Test func aJobThatIsNotThereEndsTheStream() async throws {
        let transport = ScriptedTransport([.answer(404)])
        let stream = try AssayClient.scripted(transport).client.jobEvents("job_1")
        let problem = await #expect(throws: ProblemResource.self) { try await collect(stream) }
        #expect(problem?.status == 404)
    }

    @Test func aServiceThatStaysAwayEndsTheStream() async throws {
        let broken = ClientError(.unreachable, message: "connection refused")
        let transport = ScriptedTransport(Array(repeating: .failure(broken), count: 100))
        let stream = try AssayClient.scripted(transport).client.jobEvents("job_1")
        let error = await #expect(throws: ClientError.self) { try await collect(stream) }
        #expect(error == broken)
        #expect(!transport.isUsedUp)
    }
}
