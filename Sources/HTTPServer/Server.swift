public import HTTPTypes
public import Logging

/// An HTTP/1.1 server (RFC 9110, RFC 9112) on non-blocking sockets and Dispatch.
public final class Server: Sendable {
    /// Turns what a handler or the server itself threw into a response.
    ///
    /// The head is nil when the request could not be read. An `HTTPError` keeps its fields whatever the responder
    /// answers.
    public typealias ErrorResponder = @Sendable (_ error: any Error, _ head: HTTPRequest?) -> Response

    let configuration: ServerConfiguration
    let router: Router
    let logger: Logger
    let errorResponder: ErrorResponder

    public init(
        configuration: ServerConfiguration, router: Router, logger: Logger,
        errorResponder: @escaping ErrorResponder = Server.plainErrors
    ) {
        self.configuration = configuration
        self.router = router
        self.logger = logger
        self.errorResponder = errorResponder
    }

    /// Renders an `HTTPError` as a line of text, and anything else as a 500 that says nothing of the cause.
    public static let plainErrors: ErrorResponder = { error, _ in
        guard let error = error as? HTTPError else {
            return Response(.internalServerError, text: "The server failed.\n")
        }
        return Response(error.status, text: error.detail + "\n")
    }
}
