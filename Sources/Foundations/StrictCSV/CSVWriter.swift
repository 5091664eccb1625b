/// RFC 4180: cells between commas, CRLF at the end of every line.
public enum CSVWriter {
    /// One line.
    public static func line(_ cells: [String]) -> String {
        cells.map(quoted).joined(separator: ",") + "\r\n"
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
