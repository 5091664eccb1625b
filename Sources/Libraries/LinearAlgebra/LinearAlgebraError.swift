/// Why a computation on matrices has no answer.
public struct LinearAlgebraError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of error it is.
    public enum Code: Hashable, Sendable {
        /// The shapes do not fit each other.
        case shape
        /// A matrix that has to be positive definite is not.
        case notPositiveDefinite
        /// An iteration did not converge: a value that is not finite, as a rule.
        case noConvergence
        /// There is no memory for scratch.
        case memory
        /// LAPACK refused an argument.
        case argument
    }

    /// What kind of error it is.
    public let code: Code
    /// What was seen, and what is expected.
    public let detail: String

    public init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    public var description: String { detail }
}
