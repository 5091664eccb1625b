/// Why trees were not fitted, or do not predict.
public struct BoostedTreesError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of error it is.
    public enum Code: Hashable, Sendable {
        /// The table is at fault: rows of unequal lengths, as many targets as rows expected.
        case table
        /// XGBoost refused, or failed.
        case library
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
