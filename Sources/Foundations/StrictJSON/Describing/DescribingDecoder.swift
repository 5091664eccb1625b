/// What a type asked for while it decoded itself.
final class FieldRecorder {
    let book: SchemaBook
    private let owner: String
    private let notes: FieldNotes
    private(set) var properties: [SchemaProperty] = []
    private var optional: Set<String> = []

    init(book: SchemaBook, owner: String, notes: FieldNotes) {
        self.book = book
        self.owner = owner
        self.notes = notes
    }

    func isOptional(_ key: any CodingKey) { optional.insert(key.stringValue) }

    func record(_ key: any CodingKey, _ type: Any.Type) {
        let name = FieldNotes.wireName(key.stringValue)
        guard !properties.contains(where: { $0.name == name }) else { return }
        let note = notes[name]
        let typed = { self.book.schema(of: type) }
        properties.append(
            SchemaProperty(
                name, note.map { $0.schema(typed, book) } ?? typed(),
                isRequired: note?.isAlwaysThere == true || !optional.contains(key.stringValue),
                summary: note?.summary))
    }
}

/// Gives a type blank values to decode itself from, and records which fields it asks for.
///
/// So a type that is written and read by synthesised coding is described by the same code: every key, every type, and
/// whether it may be missing.
struct DescribingDecoder: Decoder {
    /// `nil` where only a value is wanted.
    let recorder: FieldRecorder?
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(BlankFields<Key>(recorder: recorder))
    }

    func unkeyedContainer() -> any UnkeyedDecodingContainer { BlankElements() }

    func singleValueContainer() -> any SingleValueDecodingContainer { BlankValue() }

    /// A value of a type: the first of its words, 0, an empty text or list, or what the type makes of those.
    static func example<Value: Decodable>(of type: Value.Type) throws -> Value {
        if let example = (type as? any JSONExample.Type)?.example as? Value { return example }
        if let type = type as? any CaseIterable.Type, let first = first(of: type) as? Value {
            return first
        }
        if let type = type as? any ExpressibleByIntegerLiteral.Type, let zero = zero(of: type) as? Value {
            return zero
        }
        if let value = "" as? Value { return value }
        if let value = false as? Value { return value }
        return try Value(from: DescribingDecoder(recorder: nil))
    }

    private static func first<Words: CaseIterable>(of type: Words.Type) -> Any? {
        type.allCases.first
    }

    private static func zero<Number: ExpressibleByIntegerLiteral>(of type: Number.Type) -> Any {
        0 as Number
    }
}

/// A value of any object's fields.
private struct BlankFields<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let recorder: FieldRecorder?
    let codingPath: [any CodingKey] = []
    let allKeys: [Key] = []

    func contains(_ key: Key) -> Bool { recorder != nil }

    /// What is asked whether it is `null` may be missing.
    func decodeNil(forKey key: Key) -> Bool {
        recorder?.isOptional(key)
        return recorder == nil
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        recorder?.record(key, type)
        return try DescribingDecoder.example(of: type)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedDecodingContainer<Nested> {
        KeyedDecodingContainer(BlankFields<Nested>(recorder: nil))
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedDecodingContainer { BlankElements() }

    func superDecoder() -> any Decoder { DescribingDecoder(recorder: nil) }

    func superDecoder(forKey key: Key) -> any Decoder { DescribingDecoder(recorder: nil) }
}

/// A list without elements.
private struct BlankElements: UnkeyedDecodingContainer {
    let codingPath: [any CodingKey] = []
    let count: Int? = 0
    let isAtEnd = true
    let currentIndex = 0

    func decodeNil() -> Bool { true }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try DescribingDecoder.example(of: type)
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedDecodingContainer<
        Nested
    > {
        KeyedDecodingContainer(BlankFields<Nested>(recorder: nil))
    }

    func nestedUnkeyedContainer() -> any UnkeyedDecodingContainer { BlankElements() }

    func superDecoder() -> any Decoder { DescribingDecoder(recorder: nil) }
}

/// A value that is no object.
private struct BlankValue: SingleValueDecodingContainer {
    let codingPath: [any CodingKey] = []

    func decodeNil() -> Bool { true }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try DescribingDecoder.example(of: type)
    }
}
