import Foundation
import TestSupport
import Testing

@testable import Scoring

@Suite struct ByteStreamTests {
    /// Review of the engine, D10: past the first bytes a read that a signal ended was taken for the end of the file.
    @Test func aReadThatASignalEndsIsTriedAgain() throws {
        let folder = try TemporaryFolder()
        let content = (0..<10).map { UInt8($0) }
        let path = try folder.write(content, to: "file")
        var calls = 0
        let stream = try ByteStream(path: path, name: "file", inflatedLimit: 1 << 20) { descriptor, memory, count in
            calls += 1
            guard calls % 2 == 0 else {
                errno = EINTR
                return -1
            }
            return read(descriptor, memory, min(count, 3))
        }
        var found: [UInt8] = []
        while let piece = try stream.next() { found += piece }
        #expect(found == content)
        #expect(calls == 12)
    }

    @Test func aReadThatFailsIsAnErrorWithTheFilesName() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write([1], to: "file")
        let stream = try ByteStream(path: path, name: "file", inflatedLimit: 1) { _, _, _ in
            errno = EIO
            return -1
        }
        let error = #expect(throws: DocumentError.self) { _ = try stream.next() }
        #expect("\(error as Any)".contains("cannot be read"))
    }
}
