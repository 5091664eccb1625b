import Compression
import Foundation
import HTTPTypes
import Testing

@testable import HTTPServer

/// Files with ranges and tags, and compression, over a socket.
@Suite(.serialized, .timeLimit(.minutes(1))) struct ResponseBodyTests {
    private static let text = String(repeating: "a line that repeats itself\n", count: 400)

    private func withFile(_ body: (RawClient) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("assay-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data("0123456789".utf8).write(to: URL(fileURLWithPath: path))
        try await withServer(routes: { router in
            router.on(.get, "/file") { _, _ in
                Response(
                    fields: [.contentType: "application/octet-stream"],
                    body: .file(try FileBody(path: path, entityTag: "tag")))
            }
            router.on(.get, "/absent") { _, _ in Response(body: .file(try FileBody(path: path + "x"))) }
            router.on(.get, "/folder") { _, _ in Response(body: .file(try FileBody(path: "/tmp"))) }
        }) { client, _, _ in try await body(client) }
    }

    private func get(_ target: String, _ fields: String = "", method: String = "GET") -> String {
        "\(method) \(target) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\(fields)\r\n"
    }

    @Test(arguments: [
        ("", 200, "0123456789", nil), ("Range: bytes=2-4\r\n", 206, "234", "bytes 2-4/10"),
        ("Range: bytes=7-\r\n", 206, "789", "bytes 7-9/10"), ("Range: bytes=-2\r\n", 206, "89", "bytes 8-9/10"),
        ("Range: bytes=5-99\r\n", 206, "56789", "bytes 5-9/10"), ("Range: bytes=10-\r\n", 416, "", "bytes */10"),
        ("Range: bytes=-0\r\n", 416, "", "bytes */10"), ("Range: bytes=4-2\r\n", 200, "0123456789", nil),
        ("Range: bytes=0-1,3-4\r\n", 200, "0123456789", nil), ("Range: lines=0-1\r\n", 200, "0123456789", nil),
        ("If-None-Match: \"tag\"\r\n", 304, "", nil), ("If-None-Match: W/\"tag\", \"x\"\r\n", 304, "", nil),
        ("If-None-Match: *\r\n", 304, "", nil), ("If-None-Match: \"other\"\r\n", 200, "0123456789", nil),
        ("If-Range: \"tag\"\r\nRange: bytes=0-0\r\n", 206, "0", "bytes 0-0/10"),
        ("If-Range: \"old\"\r\nRange: bytes=0-0\r\n", 200, "0123456789", nil),
    ])
    func aFileIsSentWholeInPartOrNotAtAll(fields: String, status: Int, body: String, range: String?) async throws {
        try await withFile { client in
            await client.send(get("/file", fields))
            let answer = await client.receiveAll()
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
            #expect(answer.hasSuffix("\r\n\r\n" + body))
            #expect(answer.contains("ETag: \"tag\"\r\n"))
            if status != 304 { #expect(answer.contains("Content-Length: \(body.utf8.count)\r\n")) }
            if let range {
                #expect(answer.contains("Content-Range: \(range)\r\n"))
            } else {
                #expect(!answer.contains("Content-Range"))
            }
        }
    }

    @Test func headOfAFileHasItsLength() async throws {
        try await withFile { client in
            await client.send(get("/file", method: "HEAD"))
            let answer = await client.receiveAll()
            #expect(answer.contains("Content-Length: 10\r\n"))
            #expect(answer.hasSuffix("\r\n\r\n"))
        }
    }

    @Test(arguments: ["/absent", "/folder"])
    func whatIsNoRegularFileIsAnError(target: String) async throws {
        try await withFile { client in
            await client.send(get(target))
            #expect(await client.receiveAll().hasPrefix("HTTP/1.1 500 "))
        }
    }

    private func withText(_ body: (RawClient) async throws -> Void) async throws {
        let text = Array(Self.text.utf8)
        try await withServer(routes: { router in
            router.on(.get, "/text") { _, _ in Response(bytes: text, type: "application/json") }
            router.on(.get, "/tagged") { _, _ in
                Response(bytes: text, type: "application/json", fields: [.eTag: "\"a\""])
            }
            router.on(.get, "/binary") { _, _ in Response(bytes: text, type: "application/octet-stream") }
            router.on(.get, "/short") { _, _ in Response(text: "short") }
            router.on(.get, "/stream") { _, _ in
                Response(
                    fields: [.contentType: "application/jsonl"],
                    body: .stream { writer in
                        for half in [text.prefix(5000), text.dropFirst(5000)] { try await writer.write(Array(half)) }
                    })
            }
            router.on(.post, "/length") { request, _ in
                Response(text: "length \(try await request.body.collect().count).")
            }
        }) { client, _, _ in try await body(client) }
    }

    @Test(arguments: [
        ("/text", "gzip", true), ("/text", "br, gzip;q=0.5", true), ("/text", "*", true), ("/text", "gzip;q=0", false),
        ("/text", "br", false), ("/tagged", "gzip", false), ("/binary", "gzip", false), ("/short", "gzip", false),
    ])
    func aResponseIsCompressedWhereItPays(target: String, accepted: String, compressed: Bool) async throws {
        try await withText { client in
            await client.send(get(target, "Accept-Encoding: \(accepted)\r\n"))
            let head = try #require(await client.receive(through: "\r\n\r\n"))
            let body = await client.receive(count: .max)
            #expect(head.contains("Content-Encoding: gzip\r\n") == compressed)
            #expect(head.contains("Vary: Accept-Encoding\r\n") == compressed)
            #expect(head.contains("Content-Length: \(body.count)\r\n"))
            let text = compressed ? try Gzip.decompress(body) : body
            #expect(text == Array((target == "/short" ? "short" : Self.text).utf8))
        }
    }

    @Test func aStreamIsCompressedOnItsWay() async throws {
        try await withText { client in
            await client.send(
                "GET /stream HTTP/1.0\r\nAccept-Encoding: gzip\r\n\r\n")
            let head = try #require(await client.receive(through: "\r\n\r\n"))
            #expect(head.contains("Content-Encoding: gzip\r\n"))
            #expect(try Gzip.decompress(await client.receive(count: .max)) == Array(Self.text.utf8))
        }
    }

    private func post(_ body: [UInt8]) -> [UInt8] {
        let head = "POST /length HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: \(body.count)\r\n\r\n"
        return Array(head.utf8) + body
    }

    @Test func aCompressedBodyIsInflated() async throws {
        try await withText { client in
            await client.send(post(try Gzip.compress(Array(Self.text.utf8))))
            #expect(await client.receive(through: ".")?.isEmpty == false)
            #expect(await client.receive(through: "length \(Self.text.utf8.count).") != nil)
        }
    }

    @Test func aBodyThatInflatesBeyondTheLimitIsRefused() async throws {
        try await withText { client in
            await client.send(post(try Gzip.compress([UInt8](repeating: 0, count: 8 << 20))))
            #expect(await client.receive(through: "\r\n")?.hasPrefix("HTTP/1.1 413 ") == true)
        }
    }

    /// Adversary, D20: a body that was too dense was said to be longer than a mebibyte.
    @Test func aBodyThatIsTooDenseIsRefusedForThat() async throws {
        try await withServer { router in
            router.on(.post, "/length", bodyLimit: 64 << 20) { request, _ in
                Response(text: "length \(try await request.body.collect().count).")
            }
        } _: { client, _, _ in
            await client.send(post(try Gzip.compress([UInt8](repeating: 0, count: 8 << 20))))
            let answer = try #require(await client.receive(through: "Content-Encoding."))
            #expect(answer.hasPrefix("HTTP/1.1 413 ") && answer.contains("more than 200 times its bytes"), "\(answer)")
        }
    }

    @Test func aDamagedCompressedBodyIsABadRequest() async throws {
        try await withText { client in
            await client.send(post([1, 2, 3, 4, 5]))
            #expect(await client.receive(through: "\r\n")?.hasPrefix("HTTP/1.1 400 ") == true)
        }
        try await withText { client in
            await client.send(post(try Gzip.compress(Array(Self.text.utf8)).dropLast()))
            #expect(await client.receive(through: "\r\n")?.hasPrefix("HTTP/1.1 400 ") == true)
        }
    }
}
