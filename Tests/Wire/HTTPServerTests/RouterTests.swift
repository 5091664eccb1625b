import HTTPTypes
import Testing

@testable import HTTPServer

@Suite struct RouterTests {
    private func router() -> Router {
        var router = Router(bodyLimit: 100)
        router.on(.get, "/livez") { _, _ in Response(text: "live") }
        router.on(.get, "/v1/jobs/{id}") { _, parameters in Response(text: "job \(parameters["id"])") }
        router.on(.post, "/v1/jobs/{id}:cancel") { _, parameters in Response(text: "cancel \(parameters["id"])") }
        router.on(.get, "/v1/jobs/latest") { _, _ in Response(text: "latest") }
        router.on(.get, "/v1/checkpoints/{id}/files/{file}", bodyLimit: 5) { _, parameters in
            Response(text: parameters["id"] + " " + parameters["file"])
        }
        return router
    }

    private func text(_ method: HTTPRequest.Method, _ target: String) async throws -> String {
        let response = try await router().respond(to: Request(method: method, target: target))
        guard case .bytes(let bytes) = response.body else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: [
        ("/livez", "live"), ("/livez?a=b", "live"), ("/v1/jobs/job_1", "job job_1"), ("/v1/jobs/latest", "latest"),
        ("/v1/jobs/a%2Fb%3Ac", "job a/b:c"), ("/v1/checkpoints/c/files/model.safetensors", "c model.safetensors"),
    ])
    func aPathFindsItsRouteAndDecodesItsCaptures(target: String, expected: String) async throws {
        #expect(try await text(.get, target) == expected)
    }

    /// Which method's names were taken was once left to chance (review of the service, D18).
    @Test func eachMethodOfAPathHasItsOwnNamesForTheCaptures() async throws {
        var router = Router()
        let methods: [HTTPRequest.Method] = [.get, .post, .put, .delete]
        for method in methods {
            router.on(method, "/v1/things/{\(method.rawValue)}") { _, parameters in
                Response(text: parameters[method.rawValue])
            }
        }
        for method in methods {
            let response = try await router.respond(to: Request(method: method, target: "/v1/things/x"))
            guard case .bytes(let bytes) = response.body else { return }
            #expect(String(decoding: bytes, as: UTF8.self) == "x", "\(method)")
        }
    }

    @Test func aCustomVerbIsSplitFromTheLastSegment() async throws {
        #expect(try await text(.post, "/v1/jobs/job_1:cancel") == "cancel job_1")
    }

    @Test(arguments: ["/", "/v1", "/v1/jobs/", "/livez/", "/v1/jobs/a/b", "/v1/jobs/a:unknown", "//livez", "/LIVEZ"])
    func aPathWithoutRouteIsNotFound(target: String) async throws {
        let error = await #expect(throws: HTTPError.self) { try await text(.get, target) }
        #expect(error?.status == .notFound)
    }

    @Test(arguments: ["/v1/jobs/%", "/v1/jobs/%4", "/v1/jobs/%zz", "/v1/jobs/%00", "/v1/jobs/%ff", "/livez?a=%ff"])
    func aBrokenPercentEscapeIsABadRequest(target: String) async throws {
        let error = await #expect(throws: HTTPError.self) { try await text(.get, target) }
        #expect(error?.status == .badRequest)
    }

    @Test func anotherMethodIsRefusedWithTheAllowedOnes() async throws {
        let error = await #expect(throws: HTTPError.self) { try await text(.delete, "/v1/jobs/x") }
        #expect(error?.status == .methodNotAllowed)
        #expect(error?.fields[.allow] == "GET, HEAD, OPTIONS")
    }

    @Test func optionsAreAnsweredWithTheAllowedMethods() async throws {
        let response = try await router().respond(to: Request(method: .options, target: "/v1/jobs/x:cancel"))
        #expect(response.status == .noContent)
        #expect(response.fields[.allow] == "OPTIONS, POST")
    }

    @Test func headFallsBackToGet() async throws {
        #expect(try await text(.head, "/livez") == "live")
    }

    @Test func theQueryKeepsOrderAndRepeatedNames() throws {
        let request = try Request(target: "/x?a=1&b=%C3%A9+x&a=2&c")
        #expect(request.query["a"] == "1")
        #expect(request.query.values(of: "a") == ["1", "2"])
        #expect(request.query["b"] == "é x")
        #expect(request.query["c"] == "")
        #expect(request.query["d"] == nil)
    }

    @Test func aBodyLongerThanItsBoundIsRefused() async throws {
        let body = RequestBody(Array(repeating: 1, count: 11))
        let error = await #expect(throws: HTTPError.self) { try await body.collect(upTo: 10) }
        #expect(error?.status == .contentTooLarge)
        #expect(try await RequestBody(Array(repeating: 1, count: 10)).collect(upTo: 10).count == 10)
    }
}
