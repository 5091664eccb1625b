import Foundation

/// A type that says itself which JSON it is written as.
public protocol JSONDescribed {
    /// The schema; a reference where the type has a name in the book.
    static func schema(in book: SchemaBook) -> JSONSchema
}

/// A type whose schema has another name than the type.
package protocol SchemaNamed {
    /// The name that the schema has in a document.
    static var schemaName: String { get }
}

/// A type that cannot be decoded from blank values, and so brings one.
package protocol JSONExample {
    /// Any value of the type.
    static var example: Self { get }
}

/// The named schemas of one document, each made when it is first referred to.
public final class SchemaBook {
    /// Name → schema.
    public private(set) var schemas: [String: JSONSchema] = [:]
    /// What could not be described, and why: empty in a sound document.
    public private(set) var faults: [String] = []
    private var owners: [String: ObjectIdentifier] = [:]

    /// An empty book.
    public init() {}

    /// Notes that something cannot be described.
    func fault(_ detail: String) { faults.append(detail) }

    /// A reference to a type's schema, which is made now if there is none yet.
    public func reference(_ name: String, for type: Any.Type, _ make: () -> JSONSchema) -> JSONSchema {
        if let owner = owners[name] {
            if owner != ObjectIdentifier(type) {
                fault("two types are called \(name), one of them \(type)")
            }
            return .reference(name)
        }
        owners[name] = ObjectIdentifier(type)
        schemas[name] = make()
        return .reference(name)
    }

    /// The name of a type's schema.
    public static func name(of type: Any.Type) -> String {
        (type as? any SchemaNamed.Type)?.schemaName ?? String(describing: type)
    }

    /// The schema of a type: what it says itself, what a value of the standard library is, or what its decoding tells.
    public func schema(of type: Any.Type) -> JSONSchema {
        if let schema = Self.plain(type) { return schema }
        if let container = type as? any ContainerType.Type { return container.schema(in: self) }
        if let described = type as? any JSONDescribed.Type { return described.schema(in: self) }
        if let words = Self.words(of: type) { return .words(words) }
        guard let decodable = type as? any Decodable.Type else {
            fault("\(type) cannot be described")
            return .anything
        }
        return reference(Self.name(of: type), for: type) {
            .object(properties(of: decodable), isClosed: false)
        }
    }

    /// The schema of one of several types that a word under a key tells apart.
    public func variant(_ word: String, under key: String, of type: any Decodable.Type) -> JSONSchema {
        reference(Self.name(of: type), for: type) {
            .object([SchemaProperty(key, .words([word]))] + properties(of: type), isClosed: false)
        }
    }

    /// What a type decodes, with its notes.
    public func properties(of type: any Decodable.Type) -> [SchemaProperty] {
        let notes = (type as? any Annotated.Type)?.notes ?? FieldNotes()
        let recorder = FieldRecorder(book: self, owner: "\(type)", notes: notes)
        do {
            _ = try Self.decode(type, from: DescribingDecoder(recorder: recorder))
        } catch {
            fault("\(type): \(error)")
        }
        for name in notes.names.subtracting(recorder.properties.map(\.name)).sorted() {
            fault("\(type) has no field \(name)")
        }
        return recorder.properties
    }

    private static func decode(_ type: any Decodable.Type, from decoder: DescribingDecoder) throws
        -> any Decodable
    {
        try type.init(from: decoder)
    }

    private static func plain(_ type: Any.Type) -> JSONSchema? {
        switch type {
        case is String.Type: .text
        case is Bool.Type: .boolean
        case is Double.Type, is Float.Type: .number
        case is any FixedWidthInteger.Type: .count
        case is Date.Type: .moment
        default: nil
        }
    }

    private static func words(of type: Any.Type) -> [String]? {
        guard let type = type as? any CaseIterable.Type else { return nil }
        return rawValues(of: type)
    }

    private static func rawValues<Words: CaseIterable>(of type: Words.Type) -> [String]? {
        let words = type.allCases.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
        return words.isEmpty ? nil : words
    }
}

/// An array, a dictionary or an optional.
private protocol ContainerType {
    static func schema(in book: SchemaBook) -> JSONSchema
}

extension Array: ContainerType {
    fileprivate static func schema(in book: SchemaBook) -> JSONSchema {
        .array(of: book.schema(of: Element.self))
    }
}

extension Dictionary: ContainerType where Key == String {
    fileprivate static func schema(in book: SchemaBook) -> JSONSchema {
        .map(of: book.schema(of: Value.self))
    }
}

extension Optional: ContainerType {
    fileprivate static func schema(in book: SchemaBook) -> JSONSchema {
        .either([book.schema(of: Wrapped.self), .null])
    }
}
