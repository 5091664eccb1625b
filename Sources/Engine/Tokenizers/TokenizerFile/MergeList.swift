import StrictJSON

/// The merges of a tokenizer file, as pairs of strings in flat memory.
struct MergeList {
    private var bytes: [UInt8] = []
    /// Where the left part begins, where it ends, and where the right part ends.
    private var pairs: [(start: Int, middle: Int, end: Int)] = []

    /// Reads `"a b"`s or `["a", "b"]`s.
    init(_ scanner: inout JSONScanner) throws(JSONError) {
        var (bytes, pairs) = ([UInt8](), [(start: Int, middle: Int, end: Int)]())
        var isList: Bool?
        try scanner.array { (scanner) throws(JSONError) in
            scanner.skipWhitespace()
            let isPair = scanner.next == UInt8(ascii: "[")
            guard isList ?? isPair == isPair else {
                throw scanner.error(
                    "model.merges[\(pairs.count)]: expected the form of the others, \"a b\" or [\"a\", \"b\"]")
            }
            isList = isPair
            guard let (left, right) = try isPair ? Self.list(&scanner, pairs.count) : Self.line(&scanner, pairs.count)
            else { return }
            pairs.append((bytes.count, bytes.count + left.count, bytes.count + left.count + right.count))
            bytes += left
            bytes += right
        }
        (self.bytes, self.pairs) = (bytes, pairs)
    }

    private static func list(
        _ scanner: inout JSONScanner, _ index: Int
    ) throws(JSONError) -> (ArraySlice<UInt8>, ArraySlice<UInt8>)? {
        var parts: [[UInt8]] = []
        try scanner.array { (scanner) throws(JSONError) in
            let part = try scanner.string()
            guard parts.count < 2 else {
                throw scanner.error("model.merges[\(index)]: expected two strings, found more")
            }
            parts.append(part)
        }
        guard parts.count == 2 else {
            throw scanner.error("model.merges[\(index)]: expected two strings, found \(parts.count)")
        }
        return (parts[0][...], parts[1][...])
    }

    /// A line of `merges.txt`, whose head line may still stand among them.
    private static func line(
        _ scanner: inout JSONScanner, _ index: Int
    ) throws(JSONError) -> (ArraySlice<UInt8>, ArraySlice<UInt8>)? {
        let line = try scanner.string()
        if line.starts(with: "#version".utf8) { return nil }
        let parts = line.split(separator: 0x20, omittingEmptySubsequences: false)
        guard parts.count == 2 else {
            throw scanner.error(
                "model.merges[\(index)]: expected two tokens with a space between, found \(parts.count)")
        }
        return (parts[0], parts[1])
    }

    /// Looks the tokens up; `nil` after an error was found.
    func table(
        vocabulary: Vocabulary, prefix: [UInt8], at place: JSONPointer, findings: Findings
    ) -> MergeTable? {
        var found: [(left: Int32, right: Int32, result: Int32)] = []
        found.reserveCapacity(pairs.count)
        for (index, pair) in pairs.enumerated() {
            let left = bytes[pair.start..<pair.middle]
            let right = bytes[pair.middle..<pair.end]
            guard !left.isEmpty, right.count > prefix.count else {
                findings.add(
                    place.appending(index), "is cyclic: it merges a token with an empty one, and so gives itself")
                continue
            }
            guard right.starts(with: prefix) else {
                findings.add(place.appending(index), "has a right side without the continuing_subword_prefix")
                continue
            }
            let parts = [Array(left), Array(right), Array(left) + right.dropFirst(prefix.count)]
            let ids = parts.map { vocabulary.id(of: $0) }
            guard let left = ids[0], let right = ids[1], let result = ids[2] else {
                let missing = zip(parts, ids).first { $0.1 == nil }?.0 ?? []
                findings.add(place.appending(index), "\(JSONValue.string(missing).seen) is not in the vocabulary")
                continue
            }
            found.append((left, right, result))
        }
        return found.count == pairs.count ? MergeTable(found) : nil
    }
}
