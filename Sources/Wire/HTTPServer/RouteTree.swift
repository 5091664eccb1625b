import HTTPTypes

/// A request's path, decoded for matching: segments, and the custom verb after the last one's raw colon.
struct RoutePath {
    var segments: [String] = []
    var verb: String?

    init(segments encoded: [Substring]) throws(HTTPError) {
        var encoded = encoded
        if let last = encoded.last, let colon = last.lastIndex(of: ":") {
            verb = String(last[last.index(after: colon)...])
            encoded[encoded.count - 1] = last[..<colon]
        }
        segments.reserveCapacity(encoded.count)
        for segment in encoded {
            if !segment.utf8.contains(UInt8(ascii: "%")) {
                segments.append(String(segment))
            } else if let decoded = PercentEncoding.decode(segment.utf8) {
                segments.append(decoded)
            } else {
                throw HTTPError(
                    .badRequest, "Path segment \"\(segment)\" holds a percent-escape that is not UTF-8 text.")
            }
        }
    }
}

/// Routes by segment: one node a distinct prefix of the patterns.
struct RouteTree: Sendable {
    private var literals: [String: RouteTree] = [:]
    private var captured: [RouteTree] = []
    private var endpoints: [String: Endpoint] = [:]

    /// The routes of one pattern, by method; `names` are its captures in order.
    private struct Endpoint: Sendable {
        var routes: [HTTPRequest.Method: Route] = [:]
        var names: [HTTPRequest.Method: [String]] = [:]
    }

    /// What stands at a path.
    struct Found {
        let routes: [HTTPRequest.Method: Route]
        let parameters: PathParameters

        /// For `Allow`: sorted, `HEAD` with `GET`, `OPTIONS` always.
        var allowedMethods: String {
            var names = Set(routes.keys.map(\.rawValue))
            if names.contains("GET") { names.insert("HEAD") }
            names.insert("OPTIONS")
            return names.sorted().joined(separator: ", ")
        }
    }

    mutating func insert(_ route: Route) {
        var segments = route.pattern.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(
            String.init)
        var verb = ""
        if let last = segments.last, let colon = last.lastIndex(of: ":") {
            verb = String(last[last.index(after: colon)...])
            segments[segments.count - 1] = String(last[..<colon])
        }
        insert(route, segments: segments[...], verb: verb, names: [])
    }

    private mutating func insert(_ route: Route, segments: ArraySlice<String>, verb: String, names: [String]) {
        guard let segment = segments.first else {
            endpoints[verb, default: Endpoint()].routes[route.method] = route
            endpoints[verb, default: Endpoint()].names[route.method] = names
            return
        }
        let rest = segments.dropFirst()
        if segment.hasPrefix("{"), segment.hasSuffix("}") {
            if captured.isEmpty { captured.append(RouteTree()) }
            let name = String(segment.dropFirst().dropLast())
            captured[0].insert(route, segments: rest, verb: verb, names: names + [name])
        } else {
            literals[segment, default: RouteTree()].insert(route, segments: rest, verb: verb, names: names)
        }
    }

    func find(_ path: RoutePath) -> Found? {
        var values: [String] = []
        guard let endpoint = find(path.segments[...], verb: path.verb ?? "", values: &values) else { return nil }
        let names = endpoint.names.values.first ?? []
        let pairs = zip(names, values).map { ($0, $1) }
        return Found(
            routes: endpoint.routes,
            parameters: PathParameters(Dictionary(pairs, uniquingKeysWith: { first, _ in first })))
    }

    private func find(_ segments: ArraySlice<String>, verb: String, values: inout [String]) -> Endpoint? {
        guard let segment = segments.first else { return endpoints[verb] }
        let rest = segments.dropFirst()
        if let literal = literals[segment], let endpoint = literal.find(rest, verb: verb, values: &values) {
            return endpoint
        }
        guard let captured = captured.first, !segment.isEmpty else { return nil }
        values.append(segment)
        if let endpoint = captured.find(rest, verb: verb, values: &values) { return endpoint }
        values.removeLast()
        return nil
    }
}
