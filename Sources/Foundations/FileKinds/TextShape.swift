import StrictJSON

/// What a text seems to be that is more than plain text, told by its beginning: such a file is rarely meant as one
/// document.
public enum TextShape: Hashable, Sendable {
    /// One JSON object a line.
    case jsonLines
    /// A JSON array of objects or strings.
    case jsonArray
    /// One JSON object, over several lines or alone.
    case jsonObject
    /// Rows whose columns a header names; holds what separates them.
    case table(separator: Character)

    /// As many bytes as are looked at.
    public static let prefixLength = 1 << 16

    /// Tells a text by its beginning.
    ///
    /// Prose may begin with a bracket or hold commas: what is not surely one of these is plain text.
    /// - Parameter prefix: the first ``prefixLength`` bytes, or all there are.
    public init?(prefix: some Collection<UInt8>) {
        let bytes = Array(prefix.prefix(Self.prefixLength).drop { $0 <= 0x20 || [0xEF, 0xBB, 0xBF].contains($0) })
        switch bytes.first {
        case UInt8(ascii: "["):
            guard Self.beginsArray(bytes) else { return nil }
            self = .jsonArray
        case UInt8(ascii: "{"):
            guard let shape = Self.object(bytes) else { return nil }
            self = shape
        default:
            guard let separator = Self.separator(of: bytes) else { return nil }
            self = .table(separator: separator)
        }
    }

    /// What the text seems to be, and what to do about it: the end of a sentence that begins with the file's name.
    public var sentence: String {
        switch self {
        case .jsonLines: "is JSONL, one object a line: name the format jsonl"
        case .jsonArray: "is a JSON array: write one object a line, such as with `jq -c '.[]'`"
        case .jsonObject: "is one JSON object: write one object with \"text\" a line, such as with `jq -c`"
        case .table(let separator):
            "is a table whose columns are separated by \(separator == "\t" ? "tabs" : "'\(separator)'"): write its rows "
                + "as JSONL, such as by pandas' `to_json(…, orient=\"records\", lines=True)`"
        }
    }

    /// Whether a first element that is an object or a string ends at a comma or at the array's end.
    private static func beginsArray(_ bytes: [UInt8]) -> Bool {
        scan(bytes) { scanner throws(JSONError) in
            guard scanner.take("[") else { return false }
            scanner.skipWhitespace()
            guard scanner.next == UInt8(ascii: "{") || scanner.next == UInt8(ascii: "\"") else { return false }
            try scanner.skipAnything()
            scanner.skipWhitespace()
            return scanner.next == UInt8(ascii: ",") || scanner.next == UInt8(ascii: "]")
        }
    }

    /// JSON lines if the first line is a whole object, or is longer than what is looked at; else one object.
    private static func object(_ bytes: [UInt8]) -> TextShape? {
        guard scan(bytes, beginsMember) else { return nil }
        let line = Array(bytes.prefix { $0 != 0x0A })
        let isWhole = scan(line) { scanner throws(JSONError) in
            try scanner.skipAnything()
            return true
        }
        if isWhole || line.count == bytes.count { return .jsonLines }
        return bytes.dropFirst(line.count).contains { $0 > 0x20 } ? .jsonObject : nil
    }

    private static func beginsMember(_ scanner: inout JSONScanner) throws(JSONError) -> Bool {
        guard scanner.take("{") else { return false }
        _ = try scanner.string()
        scanner.skipWhitespace()
        return scanner.next == UInt8(ascii: ":")
    }

    private static func scan(
        _ bytes: [UInt8], _ body: (inout JSONScanner) throws(JSONError) -> Bool
    ) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var scanner = JSONScanner(unchecked: buffer)
            do throws(JSONError) {
                return try body(&scanner)
            } catch {
                // Not JSON: plain text.
                return false
            }
        }
    }

    /// What separates columns, if the first line is a header with a column that texts stand in, and the second has as
    /// many columns or more.
    private static func separator(of bytes: [UInt8]) -> Character? {
        let lines = String(decoding: bytes, as: UTF8.self).split(maxSplits: 2, whereSeparator: \.isNewline)
        guard lines.count > 1 else { return nil }
        return [",", "\t", ";"].first { separator in
            let names = lines[0].split(separator: separator, omittingEmptySubsequences: false).map { name in
                name.trimming { $0.isWhitespace || $0 == "\"" }.lowercased()
            }
            let row = lines[1].split(separator: separator, omittingEmptySubsequences: false)
            return names.count > 1 && row.count >= names.count && names.allSatisfy(isName)
                && names.contains { textColumns.contains($0) }
        }
    }

    /// What people call a column of texts.
    private static let textColumns: Set<String> = [
        "text", "content", "contents", "document", "body", "raw_content", "sentence", "prompt", "article",
    ]

    private static func isName(_ text: String) -> Bool {
        text.count <= 40 && text.allSatisfy { $0.isLetter || $0.isNumber || "_-. ".contains($0) }
    }
}

extension Substring {
    fileprivate func trimming(_ isLeftOut: (Character) -> Bool) -> Substring {
        var rest = drop(while: isLeftOut)
        while let last = rest.last, isLeftOut(last) { rest.removeLast() }
        return rest
    }
}
