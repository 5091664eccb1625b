extension String {
    /// The same with a visible escape in place of every character that would move a terminal's cursor, change its
    /// colours, break the line, or turn the direction of text.
    ///
    /// Names, domains and labels come from whoever sent them: a table shows them, and does what none of them says.
    public var visible: String {
        guard unicodeScalars.contains(where: Self.isHidden) else { return self }
        return unicodeScalars.reduce(into: "") { text, scalar in
            guard Self.isHidden(scalar) else {
                text.unicodeScalars.append(scalar)
                return
            }
            switch scalar {
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            default: text += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            }
        }
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: true
        default: scalar.properties.generalCategory == .control
        }
    }
}
