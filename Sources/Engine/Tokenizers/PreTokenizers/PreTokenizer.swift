/// One step of cutting a text into the words that the model merges within.
enum PreTokenizer: Sendable {
    case split(Splitter)
    /// Puts a space before every piece that begins with none.
    case prefixSpace
    case metaspace(Metaspace)
    /// Writes bytes as the characters that stand for them.
    case byteCharacters
    /// Cuts after every so many scalars.
    case fixedLength(Int)

    func apply(to pieces: inout Pieces) {
        switch self {
        case .split(let splitter): splitter.split(&pieces)
        case .prefixSpace: Self.putSpaces(before: &pieces)
        case .metaspace(let metaspace): metaspace.write(&pieces)
        case .byteCharacters: ByteCharacters.write(&pieces)
        case .fixedLength(let length): Self.cut(&pieces, every: length)
        }
    }

    private static func putSpaces(before pieces: inout Pieces) {
        guard pieces.bounds.contains(where: { $0.isText && pieces.bytes[$0.start] != 0x20 }) else { return }
        let source = pieces
        pieces.bytes = []
        pieces.bytes.reserveCapacity(source.bytes.count + source.bounds.count)
        pieces.leading = 0
        for (index, piece) in source.bounds.enumerated() {
            let start = pieces.bytes.count
            if piece.isText, source.bytes[piece.start] != 0x20 { pieces.bytes.append(0x20) }
            let shift = pieces.bytes.count - piece.start
            pieces.bytes += source.bytes[piece.start..<piece.end]
            if piece.isText, piece.start < source.leading { pieces.leading = min(source.leading, piece.end) + shift }
            pieces.bounds[index] = Pieces.Bounds(start: start, end: pieces.bytes.count, token: piece.token)
        }
    }

    private static func cut(_ pieces: inout Pieces, every length: Int) {
        var bounds: [Pieces.Bounds] = []
        for piece in pieces.bounds {
            guard piece.isText else {
                bounds.append(piece)
                continue
            }
            var start = piece.start
            var end = piece.start
            var scalars = 0
            while end < piece.end {
                end += UTF8Text.length(from: pieces.bytes[end])
                scalars += 1
                if scalars == length || end == piece.end {
                    bounds.append(Pieces.Bounds(start: start, end: end))
                    start = end
                    scalars = 0
                }
            }
        }
        pieces.bounds = bounds
    }
}
