public import LanguageModels

/// The windows in which a document is scored: protocol `rolling-1`.
///
/// The first window predicts the first L tokens after the prefix token; each later full window predicts the next L with
/// one token of left context; the last, shorter window is extended to the left to keep full context. Every token is
/// predicted once. Equal to lm-evaluation-harness's `get_rolling_token_windows` with `context_len=1` (4e7e0d47).
public enum RollingWindows {
    /// The name and version that are stored with every score.
    public static let protocolName = "rolling-1"

    /// The windows over a document's tokens.
    ///
    /// - Parameters:
    ///   - tokens: the document's tokens, without special ones.
    ///   - prefixToken: what the first token is predicted from.
    ///   - context: L, the most tokens a window reads; at least 1.
    ///   - unscored: how many tokens at the start are read but not predicted, as a document's context is: windows
    ///     that would predict those alone are left out, and one that predicts both is cut to the rest.
    public static func windows(
        over tokens: [Int32], prefixToken: Int32, context: Int, unscored: Int = 0
    ) -> [TokenWindow] {
        precondition(context >= 1, "a window reads at least one token")
        let sequence = [prefixToken] + tokens
        return stride(from: 0, to: tokens.count, by: context).compactMap { start in
            let end = min(start + context, tokens.count)
            guard end > unscored else { return nil }
            // In `sequence` the token before the one at i of `tokens` stands at i.
            return TokenWindow(
                inputs: Array(sequence[max(0, end - context)..<end]), targets: Array(tokens[max(start, unscored)..<end])
            )
        }
    }
}
