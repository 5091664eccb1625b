import Foundation
import HTTPServer
import HTTPTypes
import Logging
import Sockets
import TestSupport
import Testing

@testable import Client

@Suite(.serialized, .timeLimit(.minutes(1))) struct TransportContractTests {
    @Test(arguments: transportContract)
    func socketsKeepTheContract(clause: TransportClause) async throws {
        let received = Collected<TransportSubject.Received>()
        let script = ScriptedTransport(clause.script)
        var router = Router()
        for method in [HTTPRequest.Method.get, .post] {
            router.on(method, "/v1/things") { request, _ in
                await received.add(
                    .init(
                        method: method, path: request.head.path ?? "",
                        note: TransportSubject.note.flatMap { request.head.headerFields[$0] },
                        body: try await request.body.collect()))
                return try await script.response()
            }
        }
        var silent = Logger(label: "test")
        silent.logLevel = .critical
        let server = Server(
            configuration: ServerConfiguration(addresses: [.host("127.0.0.1", port: 0)]), router: router,
            logger: silent)
        let address = try #require(try await server.start().first)
        let transport = HTTPTransport(ServerLocation(address))
        let nowhere = try ServerLocation("unix:/tmp/assay-nobody-\(UUID().uuidString)")
        let subject = TransportSubject(
            transport: SocketTransport(transport: transport),
            unreachable: SocketTransport(transport: HTTPTransport(nowhere)), received: { await received.values })
        let outcome = await Result(catching: { try await clause.clause.hold(subject) })
        await transport.close()
        await server.stop(within: .zero)
        try outcome.get()
    }

    @Test(arguments: transportContract)
    func theScriptKeepsTheContract(clause: TransportClause) async throws {
        try await clause.clause.hold(Self.subject(ScriptedTransport(clause.script)))
    }

    @Test func aTransportThatTakesABrokenBodyForWholeIsFoundOut() async throws {
        var broken: [String] = []
        for clause in transportContract {
            let script = clause.script.map { step -> ScriptedTransport.Step in
                if case .breaking(let body) = step { .answer(200, body: body) } else { step }
            }
            let subject = Self.subject(ScriptedTransport(script))
            do { try await clause.clause.hold(subject) } catch { broken.append(clause.description) }
        }
        #expect(broken == ["a body that breaks off is unreachable, after what had arrived"])
    }

    private static func subject(_ script: ScriptedTransport) -> TransportSubject {
        let nobody = ClientError(.unreachable, message: "connection refused")
        return TransportSubject(
            transport: script, unreachable: ScriptedTransport([.failure(nobody)]), received: { script.received })
    }
}

extension Result where Failure == any Error {
    fileprivate init(catching body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}

extension ScriptedTransport {
    /// The requests, as a far side would see them.
    fileprivate var received: [TransportSubject.Received] {
        zip(requests, bodies).map { request, body in
            var bytes: [UInt8] = []
            if case .json(let json) = body { bytes = json }
            return TransportSubject.Received(
                method: request.method, path: request.path ?? "",
                note: TransportSubject.note.flatMap { request.headerFields[$0] }, body: bytes)
        }
    }

    /// The next step, as a server takes it.
    fileprivate func response() async throws -> Response {
        switch nextStep() {
        case .answer(let status, let fields, let body):
            return Response(.init(code: status), fields: fields, body: .bytes(Array(body.utf8)))
        case .breaking(let body):
            return Response(
                body: .stream { writer in
                    try await writer.write(Array(body.utf8))
                    throw ClientError(.unreachable, message: "breaks off")
                })
        case .failure(let error): throw error
        case .silence:
            try await Self.waitForCancellation()
            return Response(.noContent)
        }
    }
}
