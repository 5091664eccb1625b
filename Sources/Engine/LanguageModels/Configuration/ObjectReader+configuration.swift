import StrictJSON

/// What stands in a `config.json`: a value of another kind is an error that says what was seen and what it must be.
///
/// A whole number is one that is written without fraction and exponent.
extension ObjectReader {
    /// The default also after an error was found.
    func flag(_ key: String, default fallback: Bool) -> Bool {
        let flag: Bool? = converted(key, to: "true or false") { value in
            guard case .boolean(let flag) = value else { return nil }
            return flag
        }
        return flag ?? fallback
    }

    func text(_ key: String) -> String? {
        converted(key, to: "a string", \.text)
    }

    func number(_ key: String) -> Double? {
        converted(key, to: "a number") { value in
            guard case .number(let lexeme) = value else { return nil }
            return Double(lexeme)
        }
    }

    func positiveNumber(_ key: String) -> Double? {
        guard let number = number(key) else { return nil }
        if number > 0, number.isFinite { return number }
        refuse(key, "is \(number); must be above 0")
        return nil
    }

    func requiredPositiveNumber(_ key: String) -> Double? {
        present(key) ? positiveNumber(key) : nil
    }

    /// A whole number of at least 1, no larger than what may be multiplied with a few others without overflow.
    func count(_ key: String, atMost limit: Int = 1 << 30) -> Int? {
        let count = converted(key, to: "a whole number of at least 1") { value in
            value.integer.flatMap { $0 >= 1 ? $0 : nil }
        }
        guard let count else { return nil }
        if count <= limit { return count }
        refuse(key, "is \(count); must be from 1 to \(limit)")
        return nil
    }

    func requiredCount(_ key: String, atMost limit: Int = 1 << 30) -> Int? {
        present(key) ? count(key, atMost: limit) : nil
    }

    /// A whole number of at least 0.
    func wholeNumber(_ key: String) -> Int? {
        converted(key, to: "a whole number of at least 0") { value in
            value.integer.flatMap { $0 >= 0 ? $0 : nil }
        }
    }

    /// A list of strings.
    func texts(_ key: String) -> [String]? {
        converted(key, to: "a list of strings") { value in
            guard let elements = value.elements else { return nil }
            let texts = elements.compactMap(\.text)
            return texts.count == elements.count ? texts : nil
        }
    }

    /// A token id, or the first of a list of them.
    func token(_ key: String) -> Int? {
        converted(key, to: "a token id, or a list of them") { value in
            value.integer ?? value.elements?.first?.integer
        }
    }

    /// The one of two spellings of a key that is there; the first where both are, if they agree.
    func spelling(_ first: String, _ second: String) -> String {
        guard let other = value(second) else { return first }
        guard let value = value(first) else { return second }
        if value != other { refuse(second, "is \(other.seen), but \(first) says \(value.seen)") }
        return first
    }

    private func present(_ key: String) -> Bool {
        if has(key) { return true }
        refuse(key, "is missing")
        return false
    }

    private func converted<Value>(
        _ key: String, to expectation: String, _ convert: (JSONValue) -> Value?
    ) -> Value? {
        guard let value = value(key) else { return nil }
        if let converted = convert(value) { return converted }
        refuse(key, "is \(value.seen); must be \(expectation)")
        return nil
    }
}

extension JSONValue {
    /// A number as `config.json`s have it: the shortest decimal that gives the same double, whole ones without ".0".
    static func decimal(_ value: Double) -> JSONValue {
        guard value.isFinite else { return .null }
        let text = "\(value)"
        return .number(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
    }
}
