import Hashing
public import TestSupport
public import Workers

/// A sink, and how what it holds is read.
public struct BlobSinkSubject: Sendable {
    let sink: any BlobSink
    let read: @Sendable (_ hash: String) async throws -> [UInt8]

    public init(_ sink: any BlobSink, read: @escaping @Sendable (_ hash: String) async throws -> [UInt8]) {
        self.sink = sink
        self.read = read
    }
}

/// What every ``BlobSink`` does.
public let blobSinkContract: [Clause<BlobSinkSubject>] = [
    Clause("bytes are named by their SHA-256, and are there once that is known") { subject in
        let bytes = Array("some bytes".utf8)
        let hash = try await subject.sink.store(bytes)
        try demandEqual(hash, SHA256.hash(bytes).hex)
        try demandEqual(try await subject.read(hash), bytes)
    },
    Clause("a file has the name of its bytes") { subject in
        let folder = try TemporaryFolder()
        let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let path = try folder.write(bytes, to: "file")
        let hash = try await subject.sink.store(fileAt: path)
        try demandEqual(hash, SHA256.hash(bytes).hex)
        try demand(try await subject.read(hash) == bytes, "other bytes are read")
        try demandEqual(try folder.names(), ["file"])
    },
    Clause("the same bytes may be stored again, and have the same name") { subject in
        let bytes = Array("again".utf8)
        let first = try await subject.sink.store(bytes)
        try demandEqual(try await subject.sink.store(bytes), first)
        try demandEqual(try await subject.read(first), bytes)
    },
    Clause("no bytes are bytes too") { subject in
        let hash = try await subject.sink.store([])
        try demandEqual(hash, SHA256.hash([UInt8]()).hex)
        try demandEqual(try await subject.read(hash), [])
    },
    Clause("a file that is not there is an error") { subject in
        let folder = try TemporaryFolder()
        _ = try await demandError("storing it") { try await subject.sink.store(fileAt: folder.path("absent")) }
    },
]
