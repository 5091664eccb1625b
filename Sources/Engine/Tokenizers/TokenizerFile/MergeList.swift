import Checkpoints
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

    /// Looks the tokens up.
    func table(vocabulary: Vocabulary, prefix: [UInt8], file: String) throws(CheckpointError) -> MergeTable {
        var found: [(left: Int32, right: Int32, result: Int32)] = []
        found.reserveCapacity(pairs.count)
        for (index, pair) in pairs.enumerated() {
            let left = bytes[pair.start..<pair.middle]
            let right = bytes[pair.middle..<pair.end]
            func error(_ message: String) -> CheckpointError {
                CheckpointError(.malformed, file: file, subject: "model.merges[\(index)]", message: message)
            }
            guard !left.isEmpty, right.count > prefix.count else {
                throw error("is cyclic: it merges a token with nothing, to itself")
            }
            guard right.starts(with: prefix) else {
                throw error("has a right side without the continuing_subword_prefix")
            }
            let result = Array(left) + right.dropFirst(prefix.count)
            func id(_ token: some Collection<UInt8>) throws(CheckpointError) -> Int32 {
                guard let id = vocabulary.id(of: Array(token)) else {
                    throw error("\(JSONValue.string(Array(token)).seen) is not in the vocabulary")
                }
                return id
            }
            found.append((try id(left), try id(right), try id(result)))
        }
        return MergeTable(found)
    }
}
