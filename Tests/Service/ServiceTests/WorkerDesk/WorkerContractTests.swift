import API
import Client
import Conformance
import Foundation
import HTTPServer
import Hashing
import Logging
import Sockets
import TestSupport
import Testing
import Workers

@testable import Service

/// The service as workers see it, through the client and over a socket, keeps the contracts that fakes keep.
@Suite(.serialized, .timeLimit(.minutes(2))) struct WorkerContractTests {
    let bench: ServiceBench

    init() throws { bench = try ServiceBench() }

    private func withClient(_ body: (AssayClient) async throws -> Void) async throws {
        let server = Server(
            configuration: ServerConfiguration(addresses: [.host("127.0.0.1", port: 0)]), router: bench.router,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            errorResponder: bench.service.errorResponder)
        let address = try #require(try await server.start().first)
        do {
            try await body(AssayClient("\(address)", token: ServiceBench.token, retry: .never))
        } catch {
            await server.stop(within: .zero)
            throw error
        }
        await server.stop(within: .zero)
    }

    @Test(arguments: workServiceContract)
    func theServiceKeepsTheContract(clause: Clause<WorkServiceSubject>) async throws {
        let (pool, set) = try await bench.makePool()
        try await withClient { client in
            let subject = WorkServiceSubject(
                client,
                offer: { count in
                    for number in 0..<count {
                        let share = 0.25 + Double(number) / 16
                        _ = try await client.createEvaluation(
                            EvaluationCreation(
                                pool: pool.id, evaluationSet: set.id,
                                subject: .mixture(["web": share, "books": 1 - share])))
                    }
                },
                cancel: { _ = try await client.cancelJob($0) },
                result: { _ in .evaluation(try await bench.result(for: set)) })
            try await clause.hold(subject)
        }
    }

    @Test(arguments: blobSinkContract)
    func uploadsKeepTheContractOfASink(clause: Clause<BlobSinkSubject>) async throws {
        try await withClient { client in
            let subject = BlobSinkSubject(client) { hash in
                try await client.blob(try #require(SHA256Digest(hex: hash)))
            }
            try await clause.hold(subject)
        }
    }
}
