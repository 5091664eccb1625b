/// What can be read out of parsed JSON, with everything that is wrong collected.
public protocol JSONReadable: JSONDescribed {
    /// The value, or `nil` after at least one error was added to `findings`.
    static func read(_ value: JSONValue, at pointer: JSONPointer, findings: Findings) -> Self?
    /// The value as it is written, where a schema can name it as a default.
    var written: JSONValue? { get }
}

extension JSONReadable {
    public var written: JSONValue? { nil }
}

/// An object of named fields.
public protocol JSONObjectReadable: JSONReadable {
    /// Reads every field that the object may have; `nil` only after an error was found.
    init?(reading fields: ObjectReader)
}

extension JSONObjectReadable {
    public static func schema(in book: SchemaBook) -> JSONSchema {
        book.reference(SchemaBook.name(of: Self.self), for: Self.self) {
            ObjectReader.schema(of: Self.self, in: book)
        }
    }

    /// The schema where it is to stand within another, without a name.
    public static func ownSchema(in book: SchemaBook) -> JSONSchema {
        ObjectReader.schema(of: Self.self, in: book)
    }

    public static func read(_ value: JSONValue, at pointer: JSONPointer, findings: Findings) -> Self? {
        ObjectReader.read(value, at: pointer, findings: findings) { Self(reading: $0) }
    }
}

extension String: JSONReadable {
    public static func schema(in book: SchemaBook) -> JSONSchema { .text }

    public var written: JSONValue? { .text(self) }

    public static func read(_ value: JSONValue, at pointer: JSONPointer, findings: Findings)
        -> String?
    {
        if let text = value.text { return text }
        findings.add(pointer, "is \(value.kind); expected a string")
        return nil
    }
}

extension Bool: JSONReadable {
    public static func schema(in book: SchemaBook) -> JSONSchema { .boolean }

    public var written: JSONValue? { .boolean(self) }

    public static func read(_ value: JSONValue, at pointer: JSONPointer, findings: Findings) -> Bool? {
        if case .boolean(let flag) = value { return flag }
        findings.add(pointer, "is \(value.kind); expected true or false")
        return nil
    }
}

extension Int: JSONReadable {
    public static func schema(in book: SchemaBook) -> JSONSchema { .integer }

    public var written: JSONValue? { .number(self) }

    /// A whole number, also where it is written with a fraction of 0 or an exponent.
    public static func read(_ value: JSONValue, at pointer: JSONPointer, findings: Findings) -> Int? {
        guard case .number(let lexeme) = value else {
            findings.add(pointer, "is \(value.kind); expected an integer")
            return nil
        }
        if let integer = Int(lexeme) { return integer }
        let number = Double(lexeme) ?? .nan
        if let integer = Int(exactly: number) { return integer }
        findings.add(pointer, "is \(number); expected an integer")
        return nil
    }
}

extension Double: JSONReadable {
    public static func schema(in book: SchemaBook) -> JSONSchema { .number }

    public var written: JSONValue? { .number(self) }

    public static func read(_ value: JSONValue, at pointer: JSONPointer, findings: Findings)
        -> Double?
    {
        if case .number(let lexeme) = value, let number = Double(lexeme) { return number }
        findings.add(pointer, "is \(value.kind); expected a number")
        return nil
    }
}

extension JSONValue: JSONReadable {
    public static func schema(in book: SchemaBook) -> JSONSchema { .anything }

    public var written: JSONValue? { self }

    public static func read(_ value: JSONValue, at pointer: JSONPointer, findings: Findings)
        -> JSONValue?
    { value }
}

extension Array: JSONDescribed, JSONReadable where Element: JSONReadable {
    public static func schema(in book: SchemaBook) -> JSONSchema {
        .array(of: Element.schema(in: book))
    }

    public static func read(_ value: JSONValue, at pointer: JSONPointer, findings: Findings)
        -> [Element]?
    {
        guard case .array(let values) = value else {
            findings.add(pointer, "is \(value.kind); expected an array")
            return nil
        }
        let elements = values.enumerated().compactMap { index, value in
            Element.read(value, at: pointer.appending(index), findings: findings)
        }
        return elements.count == values.count ? elements : nil
    }
}

extension Dictionary: JSONDescribed, JSONReadable where Key == String, Value: JSONReadable {
    public static func schema(in book: SchemaBook) -> JSONSchema { .map(of: Value.schema(in: book)) }

    public static func read(_ value: JSONValue, at pointer: JSONPointer, findings: Findings)
        -> [String: Value]?
    {
        guard let members = value.dictionary else {
            findings.add(pointer, "is \(value.kind); expected an object")
            return nil
        }
        var result: [String: Value] = [:]
        for (key, value) in members.sorted(by: { $0.key < $1.key }) {
            result[key] = Value.read(value, at: pointer.appending(key), findings: findings)
        }
        return result.count == members.count ? result : nil
    }
}

/// A field that is one of a few words.
public protocol JSONWord: JSONReadable, RawRepresentable, CaseIterable where RawValue == String {}

extension JSONWord {
    public static func schema(in book: SchemaBook) -> JSONSchema { .words(allCases.map(\.rawValue)) }

    public var written: JSONValue? { .text(rawValue) }

    public static func read(_ value: JSONValue, at pointer: JSONPointer, findings: Findings) -> Self? {
        guard let text = String.read(value, at: pointer, findings: findings) else { return nil }
        if let word = Self(rawValue: text) { return word }
        let words = allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        findings.add(pointer, "is \"\(text.prefix(80))\"; expected one of \(words)")
        return nil
    }
}
