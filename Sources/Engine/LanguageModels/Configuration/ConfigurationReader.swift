import Checkpoints
import Foundation
import StrictJSON

/// Reads typed values out of one object of a `config.json`, and says which key is wrong and what it should be.
struct ConfigurationReader {
    let file: String
    /// Where the object stands in the file: empty at the top, `rope_scaling.` within that key.
    let path: String
    let members: [String: ConfigurationValue]

    /// Reads the object at the top of a file.
    init(json: Data, file: String) throws {
        guard case .object(let members) = try JSONValue(parsing: json, in: file) else {
            throw CheckpointError(.malformed, file: file, message: "must be a JSON object")
        }
        self.members = ConfigurationValue.table(members)
        self.file = file
        path = ""
    }

    private init(file: String, path: String, members: [String: ConfigurationValue]) {
        self.file = file
        self.path = path
        self.members = members
    }

    /// A value that is known and refused.
    func refusal(_ key: String, _ message: String) -> CheckpointError {
        refusal(key, .unsupported, message)
    }

    func refusal(_ key: String, _ code: CheckpointError.Code, _ message: String) -> CheckpointError {
        CheckpointError(code, file: file, subject: path + key, message: message)
    }

    /// The value, with `null` taken as absent.
    func value(_ key: String) -> ConfigurationValue? {
        members[key].flatMap { $0 == .null ? nil : $0 }
    }

    func truth(_ key: String, default fallback: Bool) throws -> Bool {
        guard let value = value(key) else { return fallback }
        guard case .truth(let truth) = value else {
            throw refusal(key, .malformed, "is \(value); must be true or false")
        }
        return truth
    }

    func text(_ key: String) throws -> String? {
        guard let value = value(key) else { return nil }
        guard case .text(let text) = value else { throw refusal(key, .malformed, "is \(value); must be a string") }
        return text
    }

    func number(_ key: String) throws -> Double? {
        switch value(key) {
        case nil: return nil
        case .number(let number): return number
        case .whole(let whole): return Double(whole)
        case .some(let other): throw refusal(key, .malformed, "is \(other); must be a number")
        }
    }

    func positiveNumber(_ key: String) throws -> Double? {
        guard let number = try number(key) else { return nil }
        guard number > 0, number.isFinite else { throw refusal(key, .malformed, "is \(number); must be above 0") }
        return number
    }

    func requiredPositiveNumber(_ key: String) throws -> Double {
        guard let number = try positiveNumber(key) else { throw refusal(key, .malformed, "is missing") }
        return number
    }

    /// A whole number of at least 1, no larger than what may be multiplied with a few others without overflow.
    func count(_ key: String, atMost limit: Int = 1 << 30) throws -> Int? {
        guard let value = value(key) else { return nil }
        guard case .whole(let whole) = value, whole >= 1 else {
            throw refusal(key, .malformed, "is \(value); must be a whole number of at least 1")
        }
        guard whole <= limit else {
            throw refusal(key, .malformed, "is \(whole); must be from 1 to \(limit)")
        }
        return whole
    }

    /// A whole number of at least 0.
    func wholeNumber(_ key: String) throws -> Int? {
        guard let value = value(key) else { return nil }
        guard case .whole(let whole) = value, whole >= 0 else {
            throw refusal(key, .malformed, "is \(value); must be a whole number of at least 0")
        }
        return whole
    }

    /// A list of strings.
    func texts(_ key: String) throws -> [String]? {
        guard let value = value(key) else { return nil }
        guard case .list(let members) = value else { throw refusal(key, .malformed, "is \(value); must be a list") }
        return try members.map { member in
            guard case .text(let text) = member else {
                throw refusal(key, .malformed, "holds \(member); must be a list of strings")
            }
            return text
        }
    }

    func requiredCount(_ key: String, atMost limit: Int = 1 << 30) throws -> Int {
        guard let count = try count(key, atMost: limit) else { throw refusal(key, .malformed, "is missing") }
        return count
    }

    /// The one of two spellings of a key that is there; the first where both are, if they agree.
    func spelling(_ first: String, _ second: String) throws -> String {
        guard let value = value(second) else { return first }
        guard let other = self.value(first) else { return second }
        guard other == value else { throw refusal(second, .malformed, "is \(value), but \(first) says \(other)") }
        return first
    }

    /// A token id, or the first of a list of them.
    func token(_ key: String) throws -> Int? {
        switch value(key) {
        case nil: return nil
        case .whole(let token): return token
        case .list(let tokens):
            guard case .whole(let token) = tokens.first else {
                throw refusal(key, .malformed, "is \(ConfigurationValue.list(tokens)); must list token ids")
            }
            return token
        case .some(let other): throw refusal(key, .malformed, "is \(other); must be a token id")
        }
    }

    func object(_ key: String) throws -> ConfigurationReader? {
        guard let value = value(key) else { return nil }
        guard case .object(let members) = value else {
            throw refusal(key, .malformed, "is \(value); must be an object")
        }
        return ConfigurationReader(file: file, path: "\(path)\(key).", members: members)
    }

    /// Whether there is no such key; one that is `null` is there.
    func isAbsent(_ key: String) -> Bool { members[key] == nil }

    /// Refuses the first key, in order of name, that is not among those known.
    func refuseKeys(except known: Set<String>, of owner: String) throws {
        guard let key = members.keys.filter({ !known.contains($0) }).min() else { return }
        throw refusal(key, "is not a key that \(owner) is known to have, and could change what the model computes")
    }
}
