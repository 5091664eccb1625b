/// Scalars as every reader of YAML 1.1 and 1.2 reads them back: text as that text, a number as that double.
public enum YAMLText {
    /// Text in double quotes.
    public static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            // What YAML does not call printable (chapter 5.1), and what it takes for the end of a line.
            case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value),
                "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{FFFE}", "\u{FFFF}":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    /// The shortest decimals that give the double again.
    ///
    /// YAML 1.1 takes a number with an exponent for a float only when it has a point: `1e-05` would come back as text.
    public static func number(_ value: Double) -> String {
        if value.isNaN { return ".nan" }
        if value.isInfinite { return value < 0 ? "-.inf" : ".inf" }
        let text = "\(value)"
        guard let exponent = text.firstIndex(of: "e"), !text.contains(".") else { return text }
        return text[..<exponent] + ".0" + text[exponent...]
    }
}

extension Mixture {
    /// The mixture as a YAML mapping of partition to weight, in order of name, of the partitions with a weight above 0.
    ///
    /// Every weight is read back as the same double.
    public var yaml: String {
        support.map { "\(YAMLText.quoted($0)): \(YAMLText.number(self[$0]))\n" }.joined()
    }
}
