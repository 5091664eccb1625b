/// What a tokenizer's tokens stand for in text.
indirect enum TokenDecoder: Sendable {
    case byteLevel
    case byteFallback
    /// Joins all tokens: what follows works on the whole text.
    case fuse
    case suffix([UInt8])
    case metaspace([UInt8])
    case replace(PatternProgram, with: [UInt8])
    case strip([UInt8], start: Int, stop: Int)
    case sequence([TokenDecoder])

    /// What a token inside a text stands for.
    ///
    /// A space that the first token of a text would lose is kept.
    func bytes(of token: [UInt8]) -> [UInt8] {
        var decoded = Decoded(bytes: token)
        apply(to: &decoded)
        return decoded.bytes
    }

    private struct Decoded {
        var bytes: [UInt8]
        /// Whether this is a byte, or part of a text that is whole: nothing further is done to it.
        var isDone = false
    }

    private func apply(to token: inout Decoded) {
        if token.isDone { return }
        switch self {
        case .byteLevel:
            token.bytes = ByteCharacters.bytes(of: token.bytes) ?? token.bytes
            token.isDone = true
        case .byteFallback:
            guard let byte = ByteToken.byte(of: token.bytes) else { return }
            token = Decoded(bytes: [byte], isDone: true)
        case .fuse: token.isDone = true
        case .suffix(let suffix):
            guard !suffix.isEmpty, token.bytes.count >= suffix.count else { return }
            if token.bytes.suffix(suffix.count).elementsEqual(suffix) {
                token.bytes.replaceSubrange((token.bytes.count - suffix.count)..., with: [0x20])
            }
        case .metaspace(let replacement):
            token.bytes = Self.joined(UTF8Text.scalars(of: token.bytes)) { $0 == replacement ? [0x20] : $0 }
        case .replace(let pattern, let content):
            token.bytes = Normalizer.replace(pattern, with: content).normalized(token.bytes)
        case .strip(let content, let start, let stop):
            token.bytes = Self.stripped(token.bytes, content, start: start, stop: stop)
        case .sequence(let decoders): for decoder in decoders { decoder.apply(to: &token) }
        }
    }

    private static func joined(_ scalars: [UInt32], _ write: ([UInt8]) -> [UInt8]) -> [UInt8] {
        scalars.flatMap { scalar in
            var bytes: [UInt8] = []
            UTF8Text.append(scalar, to: &bytes)
            return write(bytes)
        }
    }

    private static func stripped(_ token: [UInt8], _ content: [UInt8], start: Int, stop: Int) -> [UInt8] {
        var rest = token[...]
        for _ in 0..<max(start, 0) {
            guard rest.starts(with: content) else { break }
            rest.removeFirst(content.count)
        }
        for _ in 0..<max(stop, 0) {
            guard rest.count >= content.count, rest.suffix(content.count).elementsEqual(content) else { break }
            rest.removeLast(content.count)
        }
        return Array(rest)
    }
}
