import HTTPSyntax

/// One range of a file's bytes, asked for by `Range` (RFC 9110, section 14).
enum ByteRange: Equatable {
    /// The whole file: no range, several ranges, another unit, or a field that cannot be read.
    case whole
    case part(Range<Int64>)
    /// No byte of the file lies in the range: 416.
    case unsatisfiable

    init(_ field: String?, length: Int64) {
        guard let field, field.lowercased().hasPrefix("bytes=") else {
            self = .whole
            return
        }
        let bounds = field.dropFirst("bytes=".count).split(separator: "-", omittingEmptySubsequences: false)
        guard bounds.count == 2, let first = Self.number(bounds[0]), let last = Self.number(bounds[1]) else {
            self = .whole
            return
        }
        self = Self.select(first: first, last: last, length: length)
    }

    private static func select(first: Int64?, last: Int64?, length: Int64) -> ByteRange {
        switch (first, last) {
        case (nil, nil): return .whole
        case (nil, let suffix?):
            guard suffix > 0, length > 0 else { return .unsatisfiable }
            return .part(max(length - suffix, 0)..<length)
        case (let first?, let last):
            if let last, last < first { return .whole }
            guard first < length else { return .unsatisfiable }
            return .part(first..<min(last ?? length, length - 1) + 1)
        }
    }

    /// A decimal number; nil within when the text is empty, nil without when it is no number.
    private static func number(_ text: Substring) -> Int64?? {
        if text.isEmpty { return .some(nil) }
        guard text.utf8.count <= 18, text.utf8.allSatisfy(\.isDigit) else { return nil }
        return Int64(text)
    }
}
