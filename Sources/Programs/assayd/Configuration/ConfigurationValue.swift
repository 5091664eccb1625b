import Configuration
import Logging

/// A type that a key of the configuration may have: how a value is read, and how a YAML file spells it.
protocol ConfigurationValue: Sendable {
    /// What any value of the type is, as an error says it.
    static var expectation: String { get }

    /// Reads the value of a key that one of the reader's providers has.
    ///
    /// - Throws: what the provider says of a value of another type.
    init(_ key: ConfigKey, from reader: ConfigReader) throws

    /// The value that the command line spells; `nil` if it spells none of this type. Texts are parted by commas.
    init?(text: String)

    /// The value as a provider of the configuration holds it.
    var content: ConfigContent { get }
    /// The value as a YAML file spells it.
    var yaml: String { get }
}

extension String: ConfigurationValue {
    static let expectation = "text"

    init(_ key: ConfigKey, from reader: ConfigReader) throws {
        self = try reader.requiredString(forKey: key)
    }

    init?(text: String) {
        self = text
    }

    var content: ConfigContent { .string(self) }
    var yaml: String { self }
}

extension [String]: ConfigurationValue {
    static let expectation = "a list of texts"

    init(_ key: ConfigKey, from reader: ConfigReader) throws {
        self = try reader.requiredStringArray(forKey: key).filter { !$0.isEmpty }
    }

    init?(text: String) {
        self = text.split(separator: ",").map(String.init)
    }

    var content: ConfigContent { .stringArray(self) }
    var yaml: String { "[\(joined(separator: ", "))]" }
}

extension Bool: ConfigurationValue {
    static let expectation = "true or false"

    init(_ key: ConfigKey, from reader: ConfigReader) throws {
        self = try reader.requiredBool(forKey: key)
    }

    init?(text: String) {
        self.init(text)
    }

    var content: ConfigContent { .bool(self) }
    var yaml: String { "\(self)" }
}

extension Int: ConfigurationValue {
    static let expectation = "an integer"

    init(_ key: ConfigKey, from reader: ConfigReader) throws {
        self = try reader.requiredInt(forKey: key)
    }

    init?(text: String) {
        self.init(text)
    }

    var content: ConfigContent { .int(self) }
    var yaml: String { "\(self)" }
}

extension Logger.Level: ConfigurationValue {
    static let expectation = "one of \(allCases.map(\.rawValue).joined(separator: ", "))"

    init(_ key: ConfigKey, from reader: ConfigReader) throws {
        let word = try reader.requiredString(forKey: key)
        guard let level = Self(rawValue: word) else { throw UnknownWord(word: word) }
        self = level
    }

    init?(text: String) {
        self.init(rawValue: text)
    }

    var content: ConfigContent { .string(rawValue) }
    var yaml: String { rawValue }

    private struct UnknownWord: Error, CustomStringConvertible {
        let word: String
        var description: String { "it is \(word)" }
    }
}
