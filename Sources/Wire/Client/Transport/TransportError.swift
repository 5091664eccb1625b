/// Why no response, or not the whole of one, was had from a server.
public struct TransportError: Error, Hashable, Sendable {
    /// The kind of failure, stable across versions.
    public struct Code: Hashable, Sendable {
        let name: String

        /// No connection could be made.
        public static let unreachable = Code(name: "unreachable")
        /// The connection ended before the response did.
        public static let disconnected = Code(name: "disconnected")
        /// The server was too slow.
        public static let timedOut = Code(name: "timed-out")
        /// What the server sent is not HTTP/1.1.
        public static let malformed = Code(name: "malformed")
        /// The response is longer than the caller takes.
        public static let tooLarge = Code(name: "too-large")
        /// The body to be sent cannot be read, or is not as long as it was said to be.
        public static let badRequestBody = Code(name: "bad-request-body")
        /// An address that cannot be read.
        public static let badAddress = Code(name: "bad-address")
    }

    public let code: Code
    /// The server, as the caller named it.
    public let server: String
    /// What was seen, and what was expected.
    public let message: String
    /// Whether the server cannot have begun to act on the request, so that it may be sent again.
    public let mayRepeat: Bool

    public init(_ code: Code, server: String, message: String, mayRepeat: Bool = false) {
        self.code = code
        self.server = server
        self.message = message
        self.mayRepeat = mayRepeat
    }
}

extension TransportError: CustomStringConvertible {
    public var description: String { "\(server): \(message)" }
}
