/// Why a request brought no answer that can be used.
///
/// An answer that is itself an error is thrown as a `ProblemResource`.
public struct ClientError: Error, Hashable, Sendable {
    /// The kind of failure, stable across versions.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        let name: String

        /// The address is not one.
        public static let invalidAddress = Code(name: "invalid-address")
        /// No connection, or it broke.
        public static let unreachable = Code(name: "unreachable")
        /// The answer is not what the service is known to send.
        public static let unexpectedAnswer = Code(name: "unexpected-answer")
        /// What arrived, or what was to be sent, does not have the hash that names it.
        public static let corrupted = Code(name: "corrupted")
        /// A file on this machine cannot be read or written.
        public static let file = Code(name: "file")

        public var description: String { name }
    }

    /// What kind of error it is.
    public let code: Code
    /// What was seen, and what to do, for a person.
    public let message: String

    public init(_ code: Code, message: String) {
        self.code = code
        self.message = message
    }

    /// Whether the same request may succeed when it is sent again.
    public var isTransient: Bool { code == .unreachable || code == .corrupted }
}

extension ClientError: CustomStringConvertible {
    public var description: String { message }
}
