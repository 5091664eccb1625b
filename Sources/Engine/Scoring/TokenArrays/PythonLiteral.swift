/// What the header of a `.npy` file is written in: the few of Python's literals that NumPy writes there.
enum PythonLiteral: Hashable {
    case string(String)
    case boolean(Bool)
    case integers([Int])
    /// A list, such as the `descr` of a record.
    case list

    /// Reads a dictionary whose keys are strings.
    ///
    /// - Returns: `nil` if the text is no such dictionary, or a key stands twice.
    static func dictionary(_ text: [UInt8]) -> [String: PythonLiteral]? {
        var scanner = PythonScanner(text)
        guard let members = scanner.dictionary(), scanner.isAtEnd else { return nil }
        return members
    }
}

/// Goes over a literal once; every method is `nil` where the text is not what it reads.
private struct PythonScanner {
    private let text: [UInt8]
    private var position = 0

    init(_ text: [UInt8]) { self.text = text }

    private mutating func skipSpace() {
        while position < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[position]) { position += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard position < text.count, text[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func take(word: String) -> Bool {
        skipSpace()
        guard text[position...].starts(with: word.utf8) else { return false }
        position += word.utf8.count
        return true
    }

    var isAtEnd: Bool {
        mutating get {
            skipSpace()
            return position == text.count
        }
    }

    mutating func dictionary() -> [String: PythonLiteral]? {
        guard take("{") else { return nil }
        var members: [String: PythonLiteral] = [:]
        while !take("}") {
            guard let key = string(), take(":"), let value = value(), members.updateValue(value, forKey: key) == nil
            else { return nil }
            if !take(",") { return take("}") ? members : nil }
        }
        return members
    }

    private mutating func value() -> PythonLiteral? {
        if take(word: "True") { return .boolean(true) }
        if take(word: "False") { return .boolean(false) }
        if let text = string() { return .string(text) }
        if take("(") { return integers().map { .integers($0) } }
        return list()
    }

    /// A string without escapes.
    private mutating func string() -> String? {
        skipSpace()
        guard position < text.count, text[position] == UInt8(ascii: "'") || text[position] == UInt8(ascii: "\""),
            let end = text[(position + 1)...].firstIndex(of: text[position])
        else { return nil }
        defer { position = end + 1 }
        return String(decoding: text[(position + 1)..<end], as: UTF8.self)
    }

    /// What follows the parenthesis that opens a tuple of whole numbers.
    private mutating func integers() -> [Int]? {
        var integers: [Int] = []
        while !take(")") {
            skipSpace()
            let digits = text[position...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard let integer = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
            position += digits.count
            integers.append(integer)
            // Python 2 wrote long integers with an L.
            if position < text.count, text[position] == UInt8(ascii: "L") { position += 1 }
            if !take(",") { return take(")") ? integers : nil }
        }
        return integers
    }

    /// A list, which is told from the rest and not read.
    private mutating func list() -> PythonLiteral? {
        guard take("["), let end = text[position...].lastIndex(of: UInt8(ascii: "]")) else { return nil }
        position = end + 1
        return .list
    }
}
