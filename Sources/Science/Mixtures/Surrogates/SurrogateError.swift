/// Why there is no surrogate.
public enum SurrogateError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Too few different mixtures have been evaluated.
    case evidence(have: Int, need: Int, regressor: Regressor?)
    /// The table is at fault: its shape, or a value that is not finite.
    case table(String)
    /// The regressor does not serve a table of this size.
    case size(Regressor, String)
    /// Arithmetic failed.
    case arithmetic(Regressor, loss: String, cause: String)

    public var description: String {
        switch self {
        case .evidence(let have, let need, let regressor):
            "\(have) different mixtures have been evaluated; expected at least \(need)"
                + (regressor.map { " for \($0.rawValue)" } ?? "") + ": \(max(0, need - have)) more"
        case .table(let detail): detail
        case .size(let regressor, let detail): "\(regressor.rawValue): \(detail)"
        case .arithmetic(let regressor, let loss, let cause):
            "\(regressor.rawValue) was not fitted to \"\(loss)\": \(cause)"
        }
    }
}
