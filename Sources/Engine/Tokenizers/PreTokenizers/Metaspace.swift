/// Writes spaces as another character, and puts one before a text that begins with none.
struct Metaspace: Sendable {
    /// Where the character is put before a piece that does not begin with it.
    enum PrependScheme: String, CaseIterable { case always, never, first }

    /// The character in UTF-8.
    let replacement: [UInt8]
    let prependScheme: PrependScheme

    func write(_ pieces: inout Pieces) {
        let source = pieces
        pieces.bytes = []
        pieces.bytes.reserveCapacity(source.bytes.count + source.bytes.count / 2)
        pieces.leading = 0
        for (index, piece) in source.bounds.enumerated() {
            let start = pieces.bytes.count
            let isFirst = piece.start < source.leading
            if piece.isText, prepends(to: source.bytes[piece.start..<piece.end], isFirst: isFirst) {
                pieces.bytes += replacement
                if isFirst { pieces.leading = pieces.bytes.count }
            }
            for position in piece.start..<piece.end {
                let byte = source.bytes[position]
                if byte == 0x20 { pieces.bytes += replacement } else { pieces.bytes.append(byte) }
                if position < source.leading { pieces.leading = pieces.bytes.count }
            }
            pieces.bounds[index] = Pieces.Bounds(start: start, end: pieces.bytes.count, token: piece.token)
        }
    }

    private func prepends(to piece: ArraySlice<UInt8>, isFirst: Bool) -> Bool {
        if piece.first == 0x20 || piece.starts(with: replacement) { return false }
        switch prependScheme {
        case .always: return true
        case .never: return false
        case .first: return isFirst
        }
    }
}
