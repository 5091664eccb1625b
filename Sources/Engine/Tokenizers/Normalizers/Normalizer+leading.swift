extension Normalizer {
    /// How many bytes of the normalised text stand for what its document begins with, as `Metaspace` with the scheme
    /// `first` asks: the package follows every byte back to where it came from.
    ///
    /// - Parameter leading: how many bytes of the text do, at least one scalar's.
    func leadingAfter(_ text: [UInt8], _ leading: Int) -> Int {
        switch self {
        case .prepend(let prefix): return prefix.count + leading
        case .form, .lowercase, .stripAccents, .nmt, .byteCharacters:
            return normalized(Array(text[..<leading])).count
        case .strip(let left, _):
            let first = Array(text[..<leading])
            return left && Normalizer.strip(left: true, right: false).normalized(first) != first ? 0 : leading
        case .replace(let pattern, let content): return Self.leading(of: text, leading, replacing: pattern, by: content)
        case .sequence: return leading
        }
    }

    /// What replaces a match stands where the match's last scalar stood.
    private static func leading(
        of text: [UInt8], _ leading: Int, replacing pattern: PatternProgram, by content: [UInt8]
    ) -> Int {
        var result = 0
        var position = 0
        pattern.forEachMatch(in: text) { match in
            guard match.start < leading else { return false }
            result += match.start - position
            position = match.end
            if match.end <= leading { result += content.count }
            return true
        }
        return result + max(leading - position, 0)
    }
}
