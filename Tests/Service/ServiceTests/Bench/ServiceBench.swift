import API
import Foundation
import HTTPTypes
import Hashing
import Jobs
import Logging
import Storage
import StrictJSON
import TestSupport

@testable import HTTPServer
@testable import Service

/// A service on a real store in a folder of its own, asked within the process: the same routing as over a socket.
final class ServiceBench: Sendable {
    static let token = "worker-token-of-the-tests"

    let folder: TemporaryFolder
    let store: Store
    let jobs: JobQueue
    let service: AssayService
    let router: Router

    convenience init(configure: (inout ServiceConfiguration) -> Void = { _ in }) throws {
        let folder = try TemporaryFolder()
        try self.init(folder: folder, store: try folder.store(), configure: configure)
    }

    /// On a folder that another service has left.
    convenience init(folder: TemporaryFolder, configuration: Store.Configuration) throws {
        try self.init(folder: folder, store: Store(folder: folder.path("data"), configuration: configuration))
    }

    private init(
        folder: TemporaryFolder, store: Store, configure: (inout ServiceConfiguration) -> Void = { _ in }
    ) throws {
        self.folder = folder
        self.store = store
        var configuration = ServiceConfiguration(uploadFolder: folder.path("uploads"), workerToken: Self.token)
        configure(&configuration)
        jobs = JobQueue(store: store)
        service = AssayService(
            configuration: configuration, store: store, jobs: jobs,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        router = service.router()
    }

    /// What came back.
    struct Reply {
        let status: Int
        let fields: HTTPFields
        let bytes: [UInt8]

        var text: String { String(decoding: bytes, as: UTF8.self) }

        /// The pointers of a problem's errors, in order.
        var pointers: [String] { (problem?.errors ?? []).map(\.pointer) }

        /// The details of a problem's errors, joined.
        var details: String { (problem?.errors ?? []).map(\.detail).joined(separator: "\n") }

        /// The last part of a problem's type.
        var problemType: String { problem?.type.split(separator: "/").last.map(String.init) ?? "" }

        var problem: ProblemResource? {
            fields[.contentType] == "application/problem+json"
                ? try? JSONCoder.decode(ProblemResource.self, from: bytes) : nil
        }

        func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
            try JSONCoder.decode(type, from: bytes)
        }
    }

    func send(
        _ method: HTTPRequest.Method, _ target: String, body: [UInt8]? = nil, _ fields: [String: String] = [:]
    ) async throws -> Reply {
        var all = HTTPFields()
        for (name, value) in fields {
            if let name = HTTPField.Name(name) { all[name] = value }
        }
        var head: HTTPRequest?
        do {
            let request = try Request(
                method: method, target: target, fields: all, body: body.map { RequestBody($0) } ?? .empty)
            head = request.head
            let reply = try await reply(try await router.respond(to: request))
            DescribedExchange(method, target, body: body, reply).check()
            return reply
        } catch {
            return try await reply(service.errorResponder(error, head))
        }
    }

    func get(_ target: String, _ fields: [String: String] = [:]) async throws -> Reply {
        try await send(.get, target, fields)
    }

    func post(_ target: String, json: String, _ fields: [String: String] = [:]) async throws -> Reply {
        try await send(
            .post, target, body: Array(json.utf8),
            fields.merging(["Content-Type": "application/json"]) { given, _ in given })
    }

    func post(_ target: String, _ body: some Encodable, _ fields: [String: String] = [:]) async throws -> Reply {
        try await post(target, json: String(decoding: try JSONCoder.encode(body), as: UTF8.self), fields)
    }

    /// Sends as a worker.
    func work(_ target: String, _ body: some Encodable) async throws -> Reply {
        try await post(target, body, ["Authorization": "Bearer \(Self.token)"])
    }

    private func reply(_ response: Response) async throws -> Reply {
        let collected = Collected()
        switch response.body {
        case .empty: break
        case .bytes(let bytes): collected.append(bytes)
        case .file(let file):
            let data = try FileHandle(fileDescriptor: file.descriptor, closeOnDealloc: false).readToEnd() ?? Data()
            collected.append(Array(data))
        case .stream(_, let write):
            try await write(BodyWriter { collected.append($0) })
        case .events(let write):
            try await write(EventWriter { collected.append($0) })
        }
        return Reply(status: response.status.code, fields: response.fields, bytes: collected.bytes)
    }

    private final class Collected: @unchecked Sendable {
        private(set) var bytes: [UInt8] = []

        func append(_ more: [UInt8]) { bytes += more }
    }
}
