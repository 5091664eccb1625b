import Checkpoints
import StrictJSON

/// An object of a tokenizer file that is read key by key; a key that nobody asked for is an error.
struct FileObject {
    let file: String
    /// The keys that lead to it, as `model.merges`.
    let path: String
    private let members: [JSONValue.Member]
    private var asked: Set<[UInt8]> = []

    init(_ value: JSONValue, file: String, path: String) throws(CheckpointError) {
        guard case .object(let members) = value else {
            throw CheckpointError(
                .malformed, file: file, subject: path, message: "expected an object, found \(value.kind)")
        }
        self.file = file
        self.path = path
        self.members = members
    }

    func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    func malformed(_ key: String, _ message: String) -> CheckpointError {
        CheckpointError(.malformed, file: file, subject: path(of: key), message: message)
    }

    func unsupported(_ key: String, _ message: String) -> CheckpointError {
        CheckpointError(.unsupported, file: file, subject: path(of: key), message: message)
    }

    /// A key's value; `nil` if it is absent or `null`.
    mutating func value(_ key: String) -> JSONValue? {
        asked.insert(Array(key.utf8))
        let value = members.first { $0.key.elementsEqual(key.utf8) }?.value
        return value == .null ? nil : value
    }

    mutating func required(_ key: String) throws(CheckpointError) -> JSONValue {
        guard let value = value(key) else { throw malformed(key, "is missing") }
        return value
    }

    mutating func string(_ key: String) throws(CheckpointError) -> [UInt8] {
        let value = try required(key)
        guard case .string(let bytes) = value else { throw malformed(key, "expected a string, found \(value.kind)") }
        return bytes
    }

    mutating func boolean(_ key: String) throws(CheckpointError) -> Bool {
        let value = try required(key)
        guard case .boolean(let boolean) = value else {
            throw malformed(key, "expected true or false, found \(value.kind)")
        }
        return boolean
    }

    mutating func boolean(_ key: String, default other: Bool) throws(CheckpointError) -> Bool {
        value(key) == nil ? other : try boolean(key)
    }

    mutating func integer(_ key: String) throws(CheckpointError) -> Int {
        let value = try required(key)
        guard let integer = value.integer else {
            throw malformed(key, "expected a whole number, found \(value.seen)")
        }
        return integer
    }

    mutating func array(_ key: String) throws(CheckpointError) -> [JSONValue] {
        let value = try required(key)
        guard case .array(let elements) = value else { throw malformed(key, "expected an array, found \(value.kind)") }
        return elements
    }

    /// One of a few words.
    mutating func word<Word: RawRepresentable<String> & CaseIterable>(
        _ key: String, of type: Word.Type
    ) throws(CheckpointError) -> Word {
        let bytes = try string(key)
        guard let word = type.init(rawValue: String(decoding: bytes, as: UTF8.self)) else {
            let known = type.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
            throw malformed(key, "is \(JSONValue.string(bytes).seen); expected one of \(known)")
        }
        return word
    }

    /// Exactly one scalar.
    mutating func scalar(_ key: String) throws(CheckpointError) -> [UInt8] {
        let bytes = try string(key)
        guard UTF8Text.scalars(of: bytes).count == 1 else {
            throw malformed(key, "is \(JSONValue.string(bytes).seen); expected one character")
        }
        return bytes
    }

    /// The object's `type`.
    mutating func type() throws(CheckpointError) -> String { String(decoding: try string("type"), as: UTF8.self) }

    /// A list of objects under a key.
    mutating func objects(_ key: String) throws(CheckpointError) -> [FileObject] {
        var objects: [FileObject] = []
        for (index, element) in try array(key).enumerated() {
            objects.append(try FileObject(element, file: file, path: "\(path(of: key))[\(index)]"))
        }
        return objects
    }

    /// Refuses keys that were not asked for.
    func end() throws(CheckpointError) {
        guard let unknown = members.first(where: { !asked.contains($0.key) }) else { return }
        throw unsupported(
            String(decoding: unknown.key.prefix(200), as: UTF8.self),
            "is not understood, and nothing in a tokenizer is ignored")
    }
}

extension JSONValue {
    /// The value for a message, cut short.
    var seen: String {
        let text = String(decoding: serialized().prefix(300), as: UTF8.self)
        return text.count > 80 ? "\(text.prefix(80))…" : text
    }
}
