/// What a field's type does not tell of it: a summary, and how its schema is narrower than its type's.
package struct FieldNote: ExpressibleByStringLiteral {
    let summary: String?
    /// Makes the schema of the field.
    ///
    /// Asks for the schema of its type where that is wanted.
    let schema: (_ typed: () -> JSONSchema, SchemaBook) -> JSONSchema
    /// Whether the field is there, as `null`, also where there is no value.
    let isAlwaysThere: Bool

    /// A summary alone.
    package init(stringLiteral summary: String) {
        self.init(summary) { schema in schema }
    }

    /// A field whose schema is narrower than its type's.
    package init(
        _ summary: String? = nil, isAlwaysThere: Bool = false,
        narrowing: @escaping (JSONSchema) -> JSONSchema
    ) {
        self.summary = summary
        self.isAlwaysThere = isAlwaysThere
        schema = { typed, _ in narrowing(typed()) }
    }

    private init(_ summary: String?, schema: @escaping (SchemaBook) -> JSONSchema) {
        self.summary = summary
        isAlwaysThere = false
        self.schema = { _, book in schema(book) }
    }

    /// A field of this schema, whatever its type is.
    package static func schema(
        _ summary: String? = nil, _ schema: @escaping (SchemaBook) -> JSONSchema
    ) -> FieldNote {
        FieldNote(summary, schema: schema)
    }

    /// A field of this schema, whatever its type is.
    package static func schema(_ schema: JSONSchema, _ summary: String? = nil) -> FieldNote {
        FieldNote(summary, schema: { _ in schema })
    }

    /// The SHA-256 of something.
    package static func sha256(_ summary: String? = nil) -> FieldNote { .schema(.sha256, summary) }

    /// A number within both, ends included.
    package static func share(_ range: ClosedRange<Double>, _ summary: String? = nil) -> FieldNote {
        FieldNote(summary) {
            $0.with("minimum", .number(range.lowerBound)).with("maximum", .number(range.upperBound))
        }
    }

    /// Is there as `null` too.
    package static var nullable: FieldNote {
        FieldNote(isAlwaysThere: true) { .either([$0, .null]) }
    }
}

/// The notes beside a type's fields.
package struct FieldNotes {
    private var notes: [String: FieldNote] = [:]

    /// No notes.
    package init() {}

    /// Notes by the keys that the type codes its fields with.
    package init<Key: CodingKey & Hashable>(_ notes: [Key: FieldNote]) {
        self.notes = Dictionary(notes.map { (Self.wireName($0.key.stringValue), $0.value) }) {
            first, _ in first
        }
    }

    /// Notes by names, for types whose keys are their own secret; a name that the type does not have is a fault.
    package init(named notes: [String: FieldNote]) {
        self.notes = notes
    }

    /// The summaries that the reader of an object gives to its fields.
    package init<Value: JSONObjectReadable>(of type: Value.Type) {
        let book = SchemaBook()
        for property in ObjectReader.properties(of: type, in: book) {
            guard let summary = property.summary else { continue }
            notes[property.name] = FieldNote(summary) { $0 }
        }
    }

    /// Both; of two notes on one field the second.
    package static func + (first: FieldNotes, second: FieldNotes) -> FieldNotes {
        var both = first
        both.notes.merge(second.notes) { _, second in second }
        return both
    }

    var names: Set<String> { Set(notes.keys) }

    subscript(name: String) -> FieldNote? { notes[name] }

    /// A key as it stands on the wire: `bitsPerByte` is `bits_per_byte`.
    static func wireName(_ key: String) -> String {
        key.reduce(into: "") { name, character in
            name += character.isUppercase ? "_" + character.lowercased() : String(character)
        }
    }
}

/// A type whose fields have notes.
package protocol Annotated {
    /// The notes, by field.
    static var notes: FieldNotes { get }
}
