import HTTPTypes
import Logging

/// What all connections of a server share.
final class ServerContext: Sendable {
    let router: Router
    let limits: ServerLimits
    let clock: ServerClock
    let logger: Logger
    let serverLine: [UInt8]
    let dateLine = DateLine()
    private let errorResponder: Server.ErrorResponder

    init(
        router: Router, configuration: ServerConfiguration, clock: ServerClock, logger: Logger,
        errorResponder: @escaping Server.ErrorResponder
    ) {
        self.router = router
        limits = configuration.limits
        self.clock = clock
        self.logger = logger
        self.errorResponder = errorResponder
        serverLine = configuration.serverName.map { Array("Server: \($0)\r\n".utf8) } ?? []
    }

    /// The response to an error; the fields that an `HTTPError` asks for are there whatever the responder made.
    func response(to error: any Error, head: HTTPRequest?) -> Response {
        var response = errorResponder(error, head)
        guard let error = error as? HTTPError else { return response }
        for field in error.fields where !response.fields.contains(field.name) { response.fields.append(field) }
        return response
    }
}
