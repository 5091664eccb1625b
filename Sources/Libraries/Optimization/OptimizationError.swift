/// Why a minimum was not found.
public struct OptimizationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of error it is.
    public enum Code: Hashable, Sendable {
        /// The problem itself is at fault: bounds that cross, a start of another length.
        case problem
        /// NLopt gave up.
        case failed
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
