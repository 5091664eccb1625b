import HTTPTypes
import TestSupport
import Testing

@testable import HTTPServer
@testable import Service

/// Adversary, D3: bodies that were never finished took a gigabyte.
@Suite struct BodyBudgetTests {
    /// A body whose pieces come as a test hands them over.
    private func body() -> (RequestBody, AsyncStream<[UInt8]>.Continuation) {
        let (pieces, handle) = AsyncStream.makeStream(of: [UInt8].self)
        let inbox = Inbox<[UInt8]?>()
        Task {
            for await piece in pieces { inbox.put(piece) }
            inbox.put(nil)
        }
        return (RequestBody(declaredLength: nil, limit: .max) { await inbox.take() }, handle)
    }

    @Test func whatIsStillArrivingIsBoundedOverAllBodies() async throws {
        let budget = BodyBudget(limit: 100_000)
        let (first, firstPieces) = body()
        let reading = Task { try await budget.collect(first, upTo: 1 << 20) }
        firstPieces.yield([UInt8](repeating: 1, count: 90_000))
        while budget.heldBytes < 90_000 { await Task.yield() }

        let error = await #expect(throws: Problem.self) {
            try await budget.collect(RequestBody([UInt8](repeating: 2, count: 20_000)), upTo: 1 << 20)
        }
        #expect(error?.type == .unavailable && error?.fields[.retryAfter] != nil)
        // A small one goes on.
        #expect(try await budget.collect(RequestBody([3, 4]), upTo: 1 << 20).bytes == [3, 4])
        #expect(budget.heldBytes == 90_000)

        // It is in memory until it has been read, whole or not.
        firstPieces.finish()
        let held = try await reading.value
        #expect(held.bytes.count == 90_000 && budget.heldBytes >= 90_000)
        await #expect(throws: Problem.self) {
            try await budget.collect(RequestBody([UInt8](repeating: 2, count: 20_000)), upTo: 1 << 20)
        }
        held.release()
        #expect(held.bytes.isEmpty && budget.heldBytes == 0)
        let next = try await budget.collect(RequestBody([UInt8](repeating: 2, count: 20_000)), upTo: 1 << 20)
        #expect(next.bytes.count == 20_000 && budget.heldBytes == 20_000)
    }

    @Test func aBodyWithoutALengthIsCountedByTheMemoryThatItTakes() async throws {
        let budget = BodyBudget(limit: 1 << 20)
        let (body, pieces) = body()
        for _ in 0..<10 { pieces.yield([UInt8](repeating: 1, count: 30_000)) }
        pieces.finish()
        let held = try await budget.collect(body, upTo: 1 << 20)
        #expect(held.bytes.count == 300_000 && budget.heldBytes >= 300_000)
        held.release()
        #expect(budget.heldBytes == 0)
    }

    @Test func aBodyThatFailsGivesItsShareBack() async throws {
        let budget = BodyBudget(limit: 100_000)
        await #expect(throws: HTTPError.self) {
            try await budget.collect(RequestBody([UInt8](repeating: 1, count: 50_000)), upTo: 10)
        }
        #expect(budget.heldBytes == 0)
    }
}
