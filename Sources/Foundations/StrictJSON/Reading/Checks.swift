/// Checks of single fields, used by every resource.
package enum Check {
    /// A name that people give: 1 to 200 bytes of UTF-8 without control characters.
    package static func name(_ text: String) -> String? {
        guard (1...200).contains(text.utf8.count) else {
            return "has \(text.utf8.count) bytes; expected 1 to 200"
        }
        let isPlain = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        guard isPlain else { return "has a control character; expected none" }
        let isTrimmed = text.first?.isWhitespace == false && text.last?.isWhitespace == false
        return isTrimmed ? nil : "begins or ends with white space; expected neither"
    }

    /// A SHA-256 in hexadecimal.
    package static func sha256(_ text: String) -> String? {
        let isHash = text.utf8.count == 64 && text.utf8.allSatisfy(isHexadecimal)
        return isHash ? nil : "is \"\(text.prefix(80))\"; expected a SHA-256 as 64 lower-case hexadecimal digits"
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }

    package static func within<Value: Comparable>(_ range: ClosedRange<Value>) -> ObjectReader.Check<Value> {
        { value in
            range.contains(value) ? nil : "is \(value); expected \(range.lowerBound) to \(range.upperBound)"
        }
    }

    /// More than zero and at most `limit`.
    package static func positive(upTo limit: Double) -> ObjectReader.Check<Double> {
        { value in value > 0 && value <= limit ? nil : "is \(value); expected more than 0 and at most \(limit)" }
    }

    package static func notEmpty<Value: Collection>(_ value: Value) -> String? {
        value.isEmpty ? "is empty" : nil
    }

    package static func noLongerThan(_ limit: Int) -> ObjectReader.Check<String> {
        { text in text.utf8.count <= limit ? nil : "has \(text.utf8.count) bytes; expected at most \(limit)" }
    }
}
