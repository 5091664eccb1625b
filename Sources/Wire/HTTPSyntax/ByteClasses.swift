/// Classes of bytes (RFC 9110, section 5.6; RFC 3986).
extension UInt8 {
    static let carriageReturn = UInt8(ascii: "\r")
    static let lineFeed = UInt8(ascii: "\n")
    static let space = UInt8(ascii: " ")
    static let tab = UInt8(ascii: "\t")

    /// `tchar`: what method and field names are made of.
    public var isTokenCharacter: Bool { ByteClasses.table[Int(self)] & ByteClasses.token != 0 }
    /// What a field's value may hold: visible characters, spaces, tabs, and bytes outside of ASCII.
    public var isFieldCharacter: Bool { ByteClasses.table[Int(self)] & ByteClasses.field != 0 }
    /// The value of a hexadecimal digit.
    public var hexadecimalValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
    public var isDigit: Bool { UInt8(ascii: "0") <= self && self <= UInt8(ascii: "9") }
}

/// One look-up a byte.
enum ByteClasses {
    static let token: UInt8 = 1
    static let field: UInt8 = 2

    static let table: [UInt8] = (0...255).map { (byte: Int) in
        let byte = UInt8(byte)
        var classes: UInt8 = 0
        let isLetter = (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
        if isLetter || byte.isDigit || "!#$%&'*+-.^_`|~".utf8.contains(byte) { classes |= token }
        if byte == .tab || (byte >= .space && byte != 0x7F) { classes |= field }
        return classes
    }
}
