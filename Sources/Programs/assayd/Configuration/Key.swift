import Configuration

/// One key of the configuration: its name, what it may hold, what it holds unless somebody says, and what it is for.
struct Key<Value: ConfigurationValue>: Sendable {
    /// Dots part the levels of the YAML file: `workers.count`.
    let name: String
    let defaultValue: Value
    /// What the key is for, in a phrase.
    let summary: String
    /// What the key expects, as an error says it.
    let expectation: String
    private let accepts: @Sendable (Value) -> Bool

    private init(
        _ name: String, _ defaultValue: Value, _ summary: String, expectation: String = Value.expectation,
        accepts: @escaping @Sendable (Value) -> Bool = { _ in true }
    ) {
        self.name = name
        self.defaultValue = defaultValue
        self.summary = summary
        self.expectation = expectation
        self.accepts = accepts
    }

    /// A key that takes every value of its type.
    init(_ name: String, default defaultValue: Value, _ summary: String) {
        self.init(name, defaultValue, summary)
    }
}

extension Key<String> {
    /// A key for a text, which must not be empty.
    init(_ name: String, default defaultValue: String, _ summary: String) {
        self.init(name, defaultValue, summary) { !$0.isEmpty }
    }
}

extension Key<Int> {
    /// A key for an integer within bounds.
    init(_ name: String, _ range: ClosedRange<Int>, default defaultValue: Int, _ summary: String) {
        let expectation = "an integer from \(range.lowerBound) to \(range.upperBound)"
        self.init(name, defaultValue, summary, expectation: expectation) { range.contains($0) }
    }

    /// A key for an integer of at least so much.
    init(_ name: String, _ range: PartialRangeFrom<Int>, default defaultValue: Int, _ summary: String) {
        let expectation = "an integer of at least \(range.lowerBound)"
        self.init(name, defaultValue, summary, expectation: expectation) { range.contains($0) }
    }
}

extension Key: ConfigurationKey {
    var defaultContent: ConfigContent { defaultValue.content }

    func value(from reader: ConfigReader, source: String) throws -> any ConfigurationValue {
        let value: Value
        do {
            value = try Value(ConfigKey(name), from: reader)
        } catch {
            throw ConfigurationError(
                source: source, key: name, message: "must be \(expectation) (here or in \(environmentName)): \(error)")
        }
        guard accepts(value) else {
            throw ConfigurationError(
                source: source, key: name,
                message: "is \(value.yaml.isEmpty ? "empty" : value.yaml), expected \(expectation) "
                    + "(here or in \(environmentName))")
        }
        return value
    }

    func content(of text: String) throws -> ConfigContent {
        guard let value = Value(text: text), accepts(value) else {
            throw ConfigurationError(
                source: ConfigurationError.commandLine, key: name,
                message: "is \(text.isEmpty ? "empty" : text), expected \(expectation)")
        }
        return value.content
    }
}

/// A key of whatever type: what file, environment and command line need to know of it.
protocol ConfigurationKey: Sendable {
    /// Dots part the levels of the YAML file.
    var name: String { get }
    /// What the key is for, in a phrase.
    var summary: String { get }
    /// What the key expects, as an error says it.
    var expectation: String { get }
    /// What the key holds unless somebody says.
    var defaultContent: ConfigContent { get }

    /// The value that the first provider that has one gives.
    ///
    /// - Parameter source: where to look, for the error.
    /// - Throws: ``ConfigurationError`` if it is of another type or out of bounds.
    func value(from reader: ConfigReader, source: String) throws -> any ConfigurationValue

    /// The value that the command line spells.
    ///
    /// - Throws: ``ConfigurationError`` if it is of another type or out of bounds.
    func content(of text: String) throws -> ConfigContent
}

extension ConfigurationKey {
    /// The environment variable that overrides the file: `ASSAY_WORKERS_COUNT`.
    var environmentName: String { "ASSAY_" + name.uppercased().replacing(".", with: "_") }
}
