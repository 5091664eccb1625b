/// Reads one object's fields by name; whatever it was not asked for is an unknown field.
public final class ObjectReader {
    /// Says what is wrong with a value ("is 0; expected at least 1"), or `nil`.
    public typealias Check<Value> = (Value) -> String?

    public let pointer: JSONPointer
    public let findings: Findings
    private let members: [JSONValue.Member]
    private var known: [String] = []

    init(_ members: [JSONValue.Member], pointer: JSONPointer, findings: Findings) {
        self.members = members
        self.pointer = pointer
        self.findings = findings
    }

    /// Whether the field is there and not null.
    ///
    /// Also makes it known.
    public func has(_ name: String) -> Bool {
        member(name) != nil
    }

    /// A field that must be there; `nil` after an error was found.
    public func required<Value: JSONReadable>(
        _ name: String, as type: Value.Type = Value.self, check: Check<Value>? = nil
    ) -> Value? {
        guard let member = member(name) else {
            findings.add(pointer.appending(name), "is missing")
            return nil
        }
        return read(member, name, check)
    }

    /// A field that may be absent or null; `nil` also after an error was found.
    public func optional<Value: JSONReadable>(
        _ name: String, as type: Value.Type = Value.self, check: Check<Value>? = nil
    ) -> Value? {
        member(name).flatMap { read($0, name, check) }
    }

    /// Adds an error at a field of this object.
    public func refuse(_ name: String, _ detail: String) {
        findings.add(pointer.appending(name), detail)
    }

    /// Exactly one of these fields must be there.
    public func exactlyOne(of names: [String]) {
        let present = names.filter(has)
        guard present.count != 1 else { return }
        let choice = names.map { "\"\($0)\"" }.joined(separator: ", ")
        let seen = present.isEmpty ? "none" : present.map { "\"\($0)\"" }.joined(separator: ", ")
        findings.add(pointer, "expected exactly one of \(choice); seen \(seen)")
    }

    /// Adds an error for each field that nobody asked for.
    func finish() {
        let unknown = Set(members.map { String(decoding: $0.key, as: UTF8.self) }).subtracting(known)
        guard !unknown.isEmpty else { return }
        let fields = known.isEmpty ? "none" : Array(Set(known)).sorted().joined(separator: ", ")
        for name in unknown.sorted() {
            findings.add(pointer.appending(name), "is an unknown field; known here: \(fields)")
        }
    }

    private func member(_ name: String) -> JSONValue? {
        known.append(name)
        let member = members.first { $0.key.elementsEqual(name.utf8) }?.value
        return member == .null ? nil : member
    }

    private func read<Value: JSONReadable>(_ member: JSONValue, _ name: String, _ check: Check<Value>?) -> Value? {
        let place = pointer.appending(name)
        guard let value = Value.read(member, at: place, findings: findings) else { return nil }
        if let complaint = check?(value) {
            findings.add(place, complaint)
            return nil
        }
        return value
    }
}
