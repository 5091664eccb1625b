/// What is done to a text before it is cut.
indirect enum Normalizer: Sendable {
    case form(NormalForm)
    case lowercase
    case strip(left: Bool, right: Bool)
    /// Leaves combining marks out.
    case stripAccents
    /// SentencePiece's rules for control characters and spaces.
    case nmt
    case prepend([UInt8])
    case replace(PatternProgram, with: [UInt8])
    /// Writes bytes as the characters that stand for them.
    case byteCharacters
    case sequence([Normalizer])

    private static let lowercaseForms = Dictionary(
        uniqueKeysWithValues: UnicodeTables.mapping(UnicodeTables.lowercase).map { ($0.scalar, $0.to) })
    private static let marks = ScalarLookup(.combiningMarks)

    func normalized(_ text: [UInt8]) -> [UInt8] {
        var leading = 0
        return normalized(text, leading: &leading)
    }

    /// - Parameters:
    ///   - text: valid UTF-8, as is what is given back.
    ///   - leading: how many bytes stand for what the document begins with, before and then after.
    func normalized(_ text: [UInt8], leading: inout Int) -> [UInt8] {
        if text.isEmpty { return text }
        if case .sequence(let normalizers) = self {
            return normalizers.reduce(text) { $1.normalized($0, leading: &leading) }
        }
        if leading > 0 { leading = leadingAfter(text, leading) }
        switch self {
        case .form(let form): return form.normalized(text)
        case .lowercase: return Self.rewritten(text, Self.lowercase)
        case .strip(let left, let right): return Self.stripped(text, left: left, right: right)
        case .stripAccents:
            return Self.rewritten(text) { if !Self.marks.test.contains($0) { $1.append($0) } }
        case .nmt: return Self.rewritten(text, Self.nmt)
        case .prepend(let prefix): return prefix + text
        case .replace(let pattern, let content): return Self.replaced(text, pattern, by: content)
        case .byteCharacters:
            var pieces = Pieces(bytes: text, bounds: [Pieces.Bounds(start: 0, end: text.count)])
            ByteCharacters.write(&pieces)
            return pieces.bytes
        case .sequence: return text
        }
    }

    private static func lowercase(_ scalar: UInt32, into scalars: inout [UInt32]) {
        if scalar < 0x80 {
            scalars.append((0x41...0x5A).contains(scalar) ? scalar + 0x20 : scalar)
        } else if let forms = lowercaseForms[scalar] {
            scalars += forms
        } else {
            scalars.append(scalar)
        }
    }

    private static func rewritten(_ text: [UInt8], _ rewrite: (UInt32, inout [UInt32]) -> Void) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var scalars: [UInt32] = []
        text.withUnsafeBufferPointer { buffer in
            guard let bytes = buffer.baseAddress else { return }
            var position = 0
            while position < buffer.count {
                let (scalar, length) = UTF8Text.scalar(at: position, in: bytes)
                scalars.removeAll(keepingCapacity: true)
                rewrite(scalar, &scalars)
                for scalar in scalars { UTF8Text.append(scalar, to: &result) }
                position += length
            }
        }
        return result
    }

    private static func nmt(_ scalar: UInt32, into scalars: inout [UInt32]) {
        switch scalar {
        case 0x01...0x08, 0x0B, 0x0E...0x1F, 0x7F, 0x8F, 0x9F: break
        case 0x09, 0x0A, 0x0C, 0x0D, 0x1680, 0x200B...0x200F, 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD:
            scalars.append(0x20)
        default: scalars.append(scalar)
        }
    }

    private static func stripped(_ text: [UInt8], left: Bool, right: Bool) -> [UInt8] {
        text.withUnsafeBufferPointer { buffer in
            guard let bytes = buffer.baseAddress else { return text }
            var start = 0
            var end = buffer.count
            while left, start < end, case let length = ScalarLookup.whiteSpace.test.length(at: start, in: bytes),
                length > 0
            {
                start += length
            }
            while right, end > start, case let before = UTF8Text.start(before: end, in: bytes),
                ScalarLookup.whiteSpace.test.length(at: before, in: bytes) > 0
            {
                end = before
            }
            return Array(buffer[start..<end])
        }
    }

    private static func replaced(_ text: [UInt8], _ pattern: PatternProgram, by content: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count + text.count / 4)
        var position = 0
        pattern.forEachMatch(in: text) { match in
            result += text[position..<match.start]
            result += content
            position = match.end
            return true
        }
        return result + text[position...]
    }
}
