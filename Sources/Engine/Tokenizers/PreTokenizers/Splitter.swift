/// Splits pieces at a pattern's matches.
struct Splitter: Sendable {
    let pattern: PatternProgram
    let behavior: SplitBehavior
    /// Whether matches and what stands between them change places.
    let isInverted: Bool

    /// Splits every piece on its own: a lookahead sees no further than the piece.
    func split(_ pieces: inout Pieces) {
        var collector = SplitCollector(behavior, capacity: max(pieces.bounds.count, pieces.bytes.count / 4))
        pieces.bytes.withUnsafeBufferPointer { bytes in
            guard let text = bytes.baseAddress else { return }
            withUnsafeTemporaryAllocation(of: PatternSearch.Frame.self, capacity: pattern.count) { frames in
                guard let frames = frames.baseAddress else { return }
                for piece in pieces.bounds {
                    guard piece.isText else {
                        collector.add(token: piece)
                        continue
                    }
                    let search = PatternSearch(pattern, text: text, end: piece.end, frames: frames)
                    var position = piece.start
                    while let match = search.next(from: position) {
                        if match.start > position { collector.add(position, match.start, isMatch: isInverted) }
                        collector.add(match.start, match.end, isMatch: !isInverted)
                        position = match.end
                    }
                    if position < piece.end { collector.add(position, piece.end, isMatch: isInverted) }
                    collector.endPiece()
                }
            }
        }
        pieces.bounds = collector.bounds
    }
}
