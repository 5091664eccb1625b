/// Why an ensemble cannot be computed.
public enum EnsembleError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A file of log-probabilities cannot be read.
    case unreadable(name: String, detail: String)
    /// A model's log-probabilities are not one f32 for each token.
    case size(name: String, bytes: Int, tokens: Int)
    /// A log-probability is not finite, or above 0: the token's place among all.
    case value(name: String, token: Int, value: Float)
    /// There are no models, or no tokens.
    case empty(String)
    /// Weights or document weights that are too many, too few, negative, not finite, or come to nothing.
    case weights(String)

    public var description: String {
        switch self {
        case .unreadable(let name, let detail): "\(name): \(detail)"
        case .size(let name, let bytes, let tokens):
            "\(name): \(bytes) bytes; expected 4 for each of \(tokens) tokens, \(4 * tokens)"
        case .value(let name, let token, let value):
            "\(name): the log-probability of token \(token) is \(value); expected a finite number, at most 0"
        case .empty(let detail): detail
        case .weights(let detail): detail
        }
    }
}
