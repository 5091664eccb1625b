public import HTTPTypes

/// A refusal that HTTP itself has a status code for: thrown by the server, the router and request bodies, and free
/// for handlers to throw.
///
/// The error responder of the server turns it into a response.
public struct HTTPError: Error, Hashable, Sendable {
    /// The status of the response.
    public var status: HTTPResponse.Status
    /// What was seen and what was expected, for the client to read.
    public var detail: String
    /// Fields that the response must carry, such as `Allow`.
    public var fields: HTTPFields
    /// Whether the connection must close after the response, for its framing can no longer be trusted.
    public var closesConnection: Bool

    public init(
        _ status: HTTPResponse.Status, _ detail: String, fields: HTTPFields = [:], closesConnection: Bool = false
    ) {
        self.status = status
        self.detail = detail
        self.fields = fields
        self.closesConnection = closesConnection
    }
}

extension HTTPError: CustomStringConvertible {
    public var description: String { "\(status.code) \(status.reasonPhrase): \(detail)" }
}
