import API
import HTTPTypes
import Sockets
import TestSupport
import Testing

@testable import HTTPServer
@testable import Service

/// Adversary, D2: a page in a browser reached the API of the same machine.
@Suite struct SenderCheckTests {
    private let check = SenderCheck(names: ["Assay.example"])

    private func status(
        _ method: HTTPRequest.Method, host: String?, _ fields: [String: String] = [:], peer: SocketAddress? = nil
    ) throws -> Int {
        var all = HTTPFields()
        for (name, value) in fields { all[try #require(HTTPField.Name(name))] = value }
        let head = HTTPRequest(method: method, scheme: "http", authority: host, path: "/v1/jobs", headerFields: all)
        do {
            try check.check(try Request(head: head, body: .empty, peer: peer))
            return 200
        } catch let problem as Problem {
            return problem.type.entry.status.code
        }
    }

    @Test(arguments: [
        "127.0.0.1:8484", "127.0.0.1", "[::1]:8484", "localhost:1", "LOCALHOST.", "x.localhost:80",
        "assay.example:8484",
        "10.1.2.3:8484", nil,
    ])
    func aHostOfItsOwnIsAnswered(host: String?) throws {
        #expect(try status(.get, host: host) == 200)
        #expect(try status(.post, host: host) == 200)
    }

    @Test(arguments: [
        "attacker.example", "attacker.example:8484", "localhost.attacker.example", "127.0.0.1.nip.example",
    ])
    func aForeignHostIsNot(host: String) throws {
        #expect(try status(.get, host: host) == 421)
        #expect(try status(.post, host: host) == 421)
        #expect(try status(.get, host: host, peer: .unix(path: "/socket")) == 200)
    }

    @Test func aPageOfAnotherSiteChangesNothing() throws {
        let host = "127.0.0.1:8484"
        for origin in ["http://attacker.example", "null", "http://127.0.0.1:3000", "https://localhost:8484"] {
            for method in [HTTPRequest.Method.post, .put, .delete, .patch] {
                #expect(try status(method, host: host, ["Origin": origin]) == 403, "\(method) \(origin)")
            }
            #expect(try status(.get, host: host, ["Origin": origin]) == 200)
        }
        #expect(try status(.post, host: host, ["Origin": "http://127.0.0.1:8484"]) == 200)
        #expect(try status(.post, host: host, ["Sec-Fetch-Site": "cross-site"]) == 403)
        #expect(try status(.post, host: host, ["Sec-Fetch-Site": "same-site"]) == 403)
        #expect(try status(.post, host: host, ["Sec-Fetch-Site": "same-origin"]) == 200)
    }

    @Test(arguments: [
        "text/plain", "Text/Plain; charset=utf-8", "application/x-www-form-urlencoded", "multipart/form-data",
    ])
    func neitherDoesAForm(type: String) throws {
        #expect(try status(.post, host: "localhost", ["Content-Type": type]) == 415)
    }

    @Test func theRouterAsks() async throws {
        let bench = try ServiceBench()
        let reply = try await bench.post("/v1/evaluations", json: "{}", ["Origin": "http://attacker.example"])
        #expect(reply.status == 403 && reply.text.contains("foreign-origin"), "\(reply.text)")
        // A body that may be left out is JSON all the same where it is there.
        let (pool, _) = try await bench.makePool()
        let body = Array("{}".utf8)
        let untyped = try await bench.send(.post, "/v1/pools/\(pool.id)/validity", body: body)
        #expect(untyped.status == 415, "\(untyped.text)")
        #expect(try await bench.send(.post, "/v1/pools/\(pool.id)/validity").status != 415)
    }
}
