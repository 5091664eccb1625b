public import HTTPTypes

/// Finds the route of a request.
///
/// A pattern is a path of literal segments and captures: `/v1/jobs/{id}`. Its last segment may end in a custom verb:
/// `/v1/jobs/{id}:cancel`. A literal is preferred to a capture. A capture takes one segment that is not empty; a colon
/// in its value must be sent as `%3A`. `HEAD` falls back to `GET`, and `OPTIONS` is answered with `Allow`.
public struct Router: Sendable {
    /// Every route in the order in which it was added.
    public private(set) var routes: [Route] = []
    private var root = RouteTree()
    private let defaultBodyLimit: Int64

    /// - Parameter bodyLimit: bytes that a route accepts when it does not say.
    public init(bodyLimit: Int64 = 1 << 20) { defaultBodyLimit = bodyLimit }

    /// Adds a route.
    ///
    /// Adding a method and pattern a second time replaces the first.
    public mutating func on(
        _ method: HTTPRequest.Method, _ pattern: String, bodyLimit: Int64? = nil, _ handler: @escaping RequestHandler
    ) {
        let route = Route(method: method, pattern: pattern, bodyLimit: bodyLimit ?? defaultBodyLimit, handler: handler)
        routes.removeAll { $0.method == method && $0.pattern == pattern }
        routes.append(route)
        root.insert(route)
    }

    /// The route of a request and the values of its captures; throws 404, 405 with `Allow`, or 400 for a path that
    /// cannot be decoded.
    func match(_ request: Request) throws(HTTPError) -> (route: Route, parameters: PathParameters) {
        if request.method == .options, request.head.path == "*" {
            return (Self.options(allowed: nil), PathParameters())
        }
        let target = try RoutePath(segments: request.segments)
        guard let found = root.find(target) else {
            throw HTTPError(.notFound, "There is nothing at \(request.path).")
        }
        if let match = found.route(request.method) { return match }
        if request.method == .head, let match = found.route(.get) { return match }
        let allowed = found.allowedMethods
        if request.method == .options {
            return (Self.options(allowed: allowed), PathParameters())
        }
        throw HTTPError(
            .methodNotAllowed, "\(request.path) does not answer \(request.method.rawValue), but \(allowed).",
            fields: [.allow: allowed])
    }

    private static func options(allowed: String?) -> Route {
        var answer = Response(.noContent)
        answer.fields[.allow] = allowed
        return Route(method: .options, pattern: "", bodyLimit: 0) { [answer] _, _ in answer }
    }

    /// Answers a request within the process, with the same routing as over a socket; errors are thrown, not rendered.
    public func respond(to request: Request) async throws -> Response {
        let (route, parameters) = try match(request)
        return try await route.handler(request, parameters)
    }
}
