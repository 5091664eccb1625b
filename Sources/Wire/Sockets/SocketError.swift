import Foundation

/// Why a socket cannot be opened, connected or used.
public struct SocketError: Error, Hashable, Sendable {
    /// The kind of failure, stable across versions.
    public struct Code: Hashable, Sendable {
        let name: String

        /// A host name has no address.
        public static let unresolved = Code(name: "unresolved")
        /// Nobody listens there.
        public static let refused = Code(name: "refused")
        /// The address is taken.
        public static let addressInUse = Code(name: "address-in-use")
        /// It did not happen in time.
        public static let timedOut = Code(name: "timed-out")
        /// The other end, or this one, has closed the connection.
        public static let closed = Code(name: "closed")
        /// Any other failure of the system.
        public static let failed = Code(name: "failed")
    }

    public let code: Code
    /// What was tried, such as `listen on 127.0.0.1:80`.
    public let operation: String
    /// The system's words.
    public let message: String

    public init(_ code: Code, operation: String, message: String) {
        self.code = code
        self.operation = operation
        self.message = message
    }

    /// Reads a value of `errno`.
    init(errno number: Int32, operation: String) {
        let code: Code =
            switch number {
            case ECONNREFUSED, ENOENT: .refused
            case EADDRINUSE: .addressInUse
            case ETIMEDOUT: .timedOut
            case ECONNRESET, EPIPE, ENOTCONN: .closed
            default: .failed
            }
        self.init(code, operation: operation, message: String(cString: strerror(number)))
    }
}

extension SocketError: CustomStringConvertible {
    public var description: String { "cannot \(operation): \(message)" }
}
