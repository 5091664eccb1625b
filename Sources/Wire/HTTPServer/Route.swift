public import HTTPTypes

/// Answers a request; `parameters` are the values of the pattern's captures.
public typealias RequestHandler = @Sendable (_ request: Request, _ parameters: PathParameters) async throws -> Response

/// One method on one pattern.
public struct Route: Sendable {
    public let method: HTTPRequest.Method
    /// As it was given to the router, such as `/v1/jobs/{id}:cancel`.
    public let pattern: String
    /// The longest body in bytes, counted after inflation; a longer one is answered with 413.
    public let bodyLimit: Int64
    let handler: RequestHandler
}

/// The percent-decoded values of a pattern's captures, by name.
public struct PathParameters: Hashable, Sendable {
    private let values: [String: String]

    public init(_ values: [String: String] = [:]) { self.values = values }

    /// The value of a capture; empty for a name that the pattern does not have.
    public subscript(name: String) -> String { values[name] ?? "" }
}
