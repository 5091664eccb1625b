import Foundation
import Parallelism
import Testing

@Suite(.timeLimit(.minutes(1))) struct BlockingThreadTests {
    /// The first ones wait for the last: on a pool of as many threads as there are processors, none would end.
    @Test func workThatBlocksHoldsUpNothingElse() async throws {
        let count = 4 * ProcessInfo.processInfo.activeProcessorCount
        let last = DispatchSemaphore(value: 0)
        let values = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<count {
                group.addTask {
                    try await BlockingThread.run(named: "test") {
                        if number < count - 1 { last.wait() }
                        last.signal()
                        return number
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(values.sorted() == Array(0..<count))
    }

    @Test func whatTheWorkThrowsIsThrown() async {
        await #expect(throws: CancellationError.self) {
            try await BlockingThread.run(named: "test") { throw CancellationError() }
        }
    }
}
