import API
import Client
import Foundation
import Testing

/// More clients at once than there is room for, none of them idle.
@Suite(.serialized, .timeLimit(.minutes(5))) struct CrowdTests {
    /// Adversary, D8: whoever kept all connections busy kept local workers from work.
    @Test func aCrowdThatIsNeverIdleDoesNotKeepLocalWorkersOut() async throws {
        let service = try await RunningService(workers: 1, flags: ["--set", "limits.connections=4"])
        let observer = try AssayClient("unix:\(service.folder)/data/workers.socket")
        let first = try await Self.worker(of: observer) { _ in true }

        // Four take every connection, and four more wait behind them.
        let port = try #require(service.port)
        let crowd = try (0..<8).map { _ in
            let connection = try #require(RawConnection(port: port))
            connection.send(
                "PUT /v1/blobs/\(String(repeating: "a", count: 64)) HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000000\r\n\r\n"
            )
            return connection
        }
        // A worker that is started now finds its way in.
        kill(pid_t(first.pid), SIGKILL)
        let second = try await Self.worker(of: observer) { worker in
            for connection in crowd { connection.send([UInt8](repeating: 0, count: 2_000)) }
            return worker.pid != first.pid
        }
        #expect(second.state == .alive)
        await service.stop()
    }

    /// The first worker that is alive and as it is wanted.
    private static func worker(
        of client: AssayClient, _ isWanted: (WorkerResource) -> Bool
    ) async throws -> WorkerResource {
        while true {
            // One that is known before its process has started has no process yet.
            let alive = try await client.workers().all().filter { $0.state == .alive && $0.pid > 1 }
            if let worker = alive.first(where: isWanted) {
                return worker
            }
            await Task.yield()
        }
    }

    /// Adversary, D3: bodies that were never finished, and whole ones that waited to be parsed, took a gigabyte.
    @Test func longBodiesAreHeldWithinTheirMemory() async throws {
        let mebibyte = 1 << 20
        let service = try await RunningService(
            workers: 0, flags: ["--set", "limits.body_memory_bytes=\(64 * mebibyte)"])
        let port = try #require(service.port)
        let before = try #require(service.peakMemory)
        let length = 14 * mebibyte
        let start = Array(#"{"pool":""#.utf8)
        let head = """
            POST /v1/evaluations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
            Content-Length: \(length)\r\n\r\n
            """
        // Unfinished ones first, all at the same time.
        var dripping: [RawConnection] = []
        for _ in 0..<24 {
            let connection = try #require(RawConnection(port: port))
            connection.send(head)
            connection.send(start + [UInt8](repeating: 97, count: 8 * mebibyte))
            dripping.append(connection)
        }
        #expect(try await service.client.readiness().status == "ok")
        dripping = []
        // Then whole ones: each lacks its last byte until all have been sent.
        var whole: [RawConnection] = []
        let end = Array(#""}"#.utf8)
        let body = start + [UInt8](repeating: 97, count: length - start.count - end.count) + end
        for _ in 0..<24 {
            let connection = try #require(RawConnection(port: port))
            connection.send(head)
            connection.send(Array(body.dropLast()))
            whole.append(connection)
        }
        for connection in whole { connection.send([body[length - 1]]) }
        let answers = whole.map { $0.receive(through: "\r\n\r\n") }
        #expect(answers.contains { $0.hasPrefix("HTTP/1.1 422") || $0.hasPrefix("HTTP/1.1 400") })
        #expect(answers.contains { $0.hasPrefix("HTTP/1.1 503") || $0.isEmpty })
        #expect(try await service.client.readiness().status == "ok")
        let growth = try #require(service.peakMemory) - before
        #expect(growth < 130 * mebibyte, "it grew by \(growth / mebibyte) MiB")
        await service.stop()
    }

    /// A limit with which nothing could be opened is refused at the start, by name.
    @Test(arguments: [(64, 0), (104, 1)])
    func tooFewDescriptorsAreRefusedAtTheStart(limit: Int, workers: Int) async throws {
        let failure = await #expect(throws: RunningService.StartFailure.self) {
            try await RunningService(workers: workers, descriptors: limit)
        }
        let least = 98 + 8 * workers
        #expect(
            failure?.log.contains("ulimit -n: allows \(limit) at once, expected at least \(least)") == true,
            "\(failure?.log ?? "")")
    }
}
