import Kernels

/// Tokens of one document that are summed at once.
///
/// A document's segments depend on that document alone, so its sum does too, whatever thread computes it.
struct Segment: Hashable, Sendable {
    /// The document's place.
    let document: Int
    /// The first token's place among all tokens.
    let start: Int
    let count: Int

    /// The segments of documents of these many tokens, in order.
    static func all(documentTokens: [Int]) -> [Segment] {
        var segments: [Segment] = []
        var start = 0
        for (document, tokens) in documentTokens.enumerated() {
            var left = tokens
            while left > 0 {
                let count = min(left, EnsembleKernel.segment)
                segments.append(Segment(document: document, start: start, count: count))
                start += count
                left -= count
            }
        }
        return segments
    }

    /// The bytes of its table.
    func tableBytes(models: Int) -> Int { 4 * EnsembleKernel.tableCount(models: models, tokens: count) }

    /// Cuts segments into runs whose tables fit in a number of bytes; a segment alone that does not is a run of its
    /// own.
    static func runs(of segments: [Segment], models: Int, bytes limit: Int) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        var (first, bytes) = (0, 0)
        for (index, segment) in segments.enumerated() {
            let own = segment.tableBytes(models: models)
            if bytes + own > limit, index > first {
                runs.append(first..<index)
                (first, bytes) = (index, 0)
            }
            bytes += own
        }
        return runs + [first..<segments.count]
    }
}
