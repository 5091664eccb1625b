import Foundation
import Synchronization
import Testing

@testable import Client

@Suite struct OutgoingBodyReaderTests {
    /// A disk may take long to answer; the cooperative pool must not wait for it (review of the service, D22).
    @Test func filesAreReadBesideTheCooperativePool() async throws {
        let threads = Mutex<[String?]>([])
        let file = BodyFile(length: 3) { count in
            threads.withLock { $0.append(Thread.current.name) }
            return Array(repeating: 7, count: count)
        }
        let reader = OutgoingBodyReader(file, server: "here")
        #expect(try await reader.next() == [7, 7, 7])
        #expect(try await reader.next() == nil)
        #expect(threads.withLock { $0 } == [BodyFile.threadName])
    }

    @Test func aFileThatHasBecomeShorterIsAnError() async throws {
        let reader = OutgoingBodyReader(BodyFile(length: 3) { _ in [] }, server: "here")
        let error = await #expect(throws: TransportError.self) { try await reader.next() }
        #expect(error?.code == .badRequestBody)
    }
}
