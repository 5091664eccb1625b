import HTTPSyntax
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

    /// A route, and the names of its captures in order: two methods of one path may name them differently.
    fileprivate struct Entry: Sendable {
        let route: Route
        let names: [String]
    }

    /// The routes of one pattern.
    fileprivate typealias Endpoint = [HTTPRequest.Method: Entry]

    /// What stands at a path.
    struct Found {
        private let routes: Endpoint
        /// What the captures hold, in order.
        private let values: [String]

        fileprivate init(routes: Endpoint, values: [String]) {
            self.routes = routes
            self.values = values
        }

        /// The route of a method and its captures by name; `nil` where the path does not answer the method.
        func route(_ method: HTTPRequest.Method) -> (route: Route, parameters: PathParameters)? {
            guard let entry = routes[method] else { return nil }
            let pairs = zip(entry.names, values).map { ($0, $1) }
            return (entry.route, PathParameters(Dictionary(pairs, uniquingKeysWith: { first, _ in first })))
        }

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
            endpoints[verb, default: [:]][route.method] = Entry(route: route, names: names)
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
        return Found(routes: endpoint, values: values)
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
