/// Reads one object's fields by name; whatever it was not asked for is an unknown field.
///
/// The same calls describe the object: a reader that was made to describe reads nothing, answers that every field is
/// missing, adds no error, and keeps each field with its type, default, check and summary. So a field is named in one
/// place, from which come both what is read and what `/openapi.json` says.
public final class ObjectReader {
    /// Where the object stands in the body.
    public let pointer: JSONPointer
    /// What was found wrong with the body so far.
    public let findings: Findings
    private let members: [JSONValue.Member]
    private var known: [String] = []
    /// Describes into this book instead of reading.
    private let book: SchemaBook?
    private var properties: [SchemaProperty] = []
    private var choices: [[String]] = []
    private var variants: [JSONSchema] = []
    /// What is wrong with a field of this name that nobody asked for; `nil` lets the field pass.
    ///
    /// Unless set, every such field is an error that names the known ones.
    public var complaintAboutUnknown: ((_ name: String) -> String?)?

    init(_ members: [JSONValue.Member], pointer: JSONPointer, findings: Findings) {
        self.members = members
        self.pointer = pointer
        self.findings = findings
        book = nil
    }

    /// A reader that describes.
    private init(describingIn book: SchemaBook) {
        members = []
        pointer = .root
        findings = Findings()
        self.book = book
    }

    /// Reads an object that is no request's body, such as one of a file; `nil` only after an error was found.
    ///
    /// - Parameter read: must ask for every field that the object may have, whatever errors it finds.
    public static func read<Value>(
        _ value: JSONValue, at pointer: JSONPointer = .root, findings: Findings, _ read: (ObjectReader) -> Value?
    ) -> Value? {
        guard case .object(let members) = value else {
            findings.add(pointer, "is \(value.kind); expected an object\(hint(for: value, at: pointer))")
            return nil
        }
        let fields = ObjectReader(members, pointer: pointer, findings: findings)
        let result = read(fields)
        fields.finish()
        return result
    }

    /// What to do where objects were sent in an array in the place of one.
    private static func hint(for value: JSONValue, at pointer: JSONPointer) -> String {
        guard pointer == .root, case .array(let items) = value, case .object? = items.first else { return "" }
        return items.count == 1 ? ": leave out the brackets" : ": send its \(items.count) elements one by one"
    }

    /// Whether the field is there and not null.
    ///
    /// Also makes it known.
    public func has(_ name: String) -> Bool {
        member(name) != nil
    }

    /// Whether the field is there, be it null.
    ///
    /// Also makes it known.
    public func mentions(_ name: String) -> Bool {
        known.append(name)
        return members.contains { $0.key.elementsEqual(name.utf8) }
    }

    /// Whether the field was asked for before, under whatever form.
    public func isAskedFor(_ name: String) -> Bool {
        known.contains { $0.utf8.elementsEqual(name.utf8) }
    }

    /// The value of a field as it stands; `nil` if it is absent or null.
    ///
    /// Also makes the field known.
    public func value(_ name: String) -> JSONValue? {
        member(name)
    }

    /// Makes fields known that change nothing, whatever they hold.
    public func ignore(_ names: some Sequence<String>) {
        known += names
    }

    /// A field that must be there; `nil` after an error was found.
    public func required<Value: JSONReadable>(
        _ name: String, as type: Value.Type = Value.self, check: FieldCheck<Value>? = nil,
        _ summary: String? = nil
    ) -> Value? {
        describe(name, type, isRequired: true, check, summary)
        guard let member = member(name) else {
            refuse(name, "is missing")
            return nil
        }
        return read(member, name, check)
    }

    /// A field that may be absent or null; `nil` also after an error was found.
    public func optional<Value: JSONReadable>(
        _ name: String, as type: Value.Type = Value.self, check: FieldCheck<Value>? = nil,
        _ summary: String? = nil
    ) -> Value? {
        describe(name, type, isRequired: false, check, summary)
        return member(name).flatMap { read($0, name, check) }
    }

    /// A field that may be absent or null; its default then, and after an error was found.
    public func optional<Value: JSONReadable>(
        _ name: String, as type: Value.Type = Value.self, else standard: Value,
        check: FieldCheck<Value>? = nil,
        _ summary: String? = nil
    ) -> Value {
        describe(name, type, isRequired: false, check, summary, standard: standard)
        return member(name).flatMap { read($0, name, check) } ?? standard
    }

    /// Adds an error at a field of this object.
    public func refuse(_ name: String, _ detail: String) {
        guard book == nil else { return }
        findings.add(pointer.appending(name), detail)
    }

    /// Adds an error at a field that is well formed and asks for what is not supported.
    public func refuseUnsupported(_ name: String, _ detail: String) {
        guard book == nil else { return }
        findings.add(pointer.appending(name), detail, isUnsupported: true)
    }

    /// An object under a field that may be absent or null, read where it stands; `nil` also after an error was found.
    ///
    /// - Parameter read: as of ``read(_:at:findings:_:)``.
    public func object<Value>(_ name: String, _ read: (ObjectReader) -> Value?) -> Value? {
        guard let member = member(name) else { return nil }
        return Self.read(member, at: pointer.appending(name), findings: findings, read)
    }

    /// Exactly one of these fields must be there.
    public func exactlyOne(of names: [String]) {
        choices.append(names)
        let present = names.filter(has)
        guard book == nil, present.count != 1 else { return }
        let choice = names.map { "\"\($0)\"" }.joined(separator: ", ")
        let seen = present.isEmpty ? "none" : present.map { "\"\($0)\"" }.joined(separator: ", ")
        findings.add(pointer, "expected exactly one of \(choice); seen \(seen)")
    }

    /// The one of several kinds of object that a word under a key says this is; `nil` after an error was found.
    public func variant<Value>(_ name: String, of variants: [ObjectVariant<Value>]) -> Value? {
        if let book { self.variants = variants.map { describe($0, under: name, in: book) } }
        guard let word = required(name, as: String.self, check: .oneOf(variants.map(\.word))) else {
            return nil
        }
        return variants.first { $0.word == word }?.read(self)
    }

    /// Adds an error for each field that nobody asked for.
    func finish() {
        // By bytes: two names that are canonically equivalent are two names.
        let unknown = members.filter { member in !known.contains { $0.utf8.elementsEqual(member.key) } }
        guard !unknown.isEmpty else { return }
        let fields = known.isEmpty ? "none" : Array(Set(known)).sorted().joined(separator: ", ")
        for name in unknown.map({ String(decoding: $0.key, as: UTF8.self) }).sorted() {
            let complaint: String? =
                if let complaintAboutUnknown {
                    complaintAboutUnknown(name)
                } else {
                    "is an unknown field; known here: \(fields)"
                }
            if let complaint { findings.add(pointer.appending(name), complaint, isUnsupported: true) }
        }
    }

    private func member(_ name: String) -> JSONValue? {
        known.append(name)
        let member = members.first { $0.key.elementsEqual(name.utf8) }?.value
        return member == .null ? nil : member
    }

    private func read<Value: JSONReadable>(
        _ member: JSONValue, _ name: String, _ check: FieldCheck<Value>?
    ) -> Value? {
        let place = pointer.appending(name)
        guard let value = Value.read(member, at: place, findings: findings) else { return nil }
        if let complaint = check?.complaint(value) {
            findings.add(place, complaint)
            return nil
        }
        return value
    }
}

// MARK: Describing

extension ObjectReader {
    /// The schema of an object, as its reader asks for its fields.
    static func schema<Value: JSONObjectReadable>(of type: Value.Type, in book: SchemaBook)
        -> JSONSchema
    {
        described(in: book) { _ = type.init(reading: $0) }.schema
    }

    /// The fields of an object, as its reader asks for them.
    static func properties<Value: JSONObjectReadable>(of type: Value.Type, in book: SchemaBook)
        -> [SchemaProperty]
    {
        described(in: book) { _ = type.init(reading: $0) }.properties
    }

    private static func described(in book: SchemaBook, _ read: (ObjectReader) -> Void) -> ObjectReader {
        let fields = ObjectReader(describingIn: book)
        read(fields)
        return fields
    }

    private func describe<Value: JSONReadable>(
        _ name: String, _ type: Value.Type, isRequired: Bool, _ check: FieldCheck<Value>?,
        _ summary: String?,
        standard: Value? = nil
    ) {
        guard let book, !properties.contains(where: { $0.name == name }) else { return }
        var schema = type.schema(in: book)
        if let check { schema = check.constraint(schema, book) }
        if let standard = standard?.written { schema = schema.with("default", standard) }
        properties.append(SchemaProperty(name, schema, isRequired: isRequired, summary: summary))
    }

    private func describe<Value>(
        _ variant: ObjectVariant<Value>, under name: String, in book: SchemaBook
    ) -> JSONSchema {
        let schema = {
            Self.described(in: book) { fields in
                fields.properties.append(SchemaProperty(name, .words([variant.word])))
                _ = variant.read(fields)
            }.schema
        }
        guard let type = variant.type else { return schema() }
        return book.reference(SchemaBook.name(of: type), for: type, schema)
    }

    private var schema: JSONSchema {
        guard variants.isEmpty else { return .either(variants) }
        let object = JSONSchema.object(properties, isClosed: true)
        guard let names = choices.first else { return object }
        return object.with("oneOf", .array(names.map { .object(["required": .array([.text($0)])]) }))
    }
}

/// One of several kinds of object that a word tells apart.
public struct ObjectVariant<Value> {
    let word: String
    /// What has a schema of its own; `nil` where it stands within the schema of all.
    let type: Any.Type?
    let read: (ObjectReader) -> Value?

    /// A variant that reads its fields here.
    public init(_ word: some RawRepresentable<String>, read: @escaping (ObjectReader) -> Value?) {
        self.word = word.rawValue
        self.read = read
        type = nil
    }

    /// A variant that is a type of its own, whose fields stand beside the word.
    public init<Part: JSONObjectReadable>(
        _ word: some RawRepresentable<String>, _ part: Part.Type, as make: @escaping (Part) -> Value
    ) {
        self.word = word.rawValue
        read = { part.init(reading: $0).map(make) }
        type = part
    }
}
