/// RFC 4180: cells between commas, CRLF at the end of every line.
public enum CSVWriter {
    /// One line.
    public static func line(_ cells: [String]) -> String {
        cells.map(quoted).joined(separator: ",") + "\r\n"
    }

    /// A text of somebody else as a cell that no spreadsheet takes for a formula: an apostrophe goes before what begins
    /// as one (OWASP, "CSV Injection"), and control characters that no reader of CSV expects are left out.
    ///
    /// Numbers are not texts, and are written as they are.
    public static func harmless(_ text: String) -> String {
        let plain = text.unicodeScalars.filter { scalar in
            scalar == "\n" || scalar == "\r" || scalar == "\t" || scalar.properties.generalCategory != .control
        }
        let isFormula = plain.first.map { ["=", "+", "-", "@", "\t", "\r"].contains($0) } ?? false
        return (isFormula ? "'" : "") + String(String.UnicodeScalarView(plain))
    }

    /// In quotes where it holds what parts cells or lines; quotes within are doubled.
    private static func quoted(_ cell: String) -> String {
        let isSpecial = cell.utf8.contains { byte in
            [UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\r"), UInt8(ascii: "\n")].contains(byte)
        }
        guard isSpecial else { return cell }
        var quoted = "\""
        for scalar in cell.unicodeScalars {
            if scalar == "\"" { quoted += "\"" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }
}
