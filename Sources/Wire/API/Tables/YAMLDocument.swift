import Mixtures
import StrictJSON

/// A JSON value as YAML in block style, keys sorted: what reads it back has the same value.
enum YAMLDocument {
    static func text(of value: JSONValue) -> [UInt8] {
        Array((lines(of: value).joined(separator: "\n") + "\n").utf8)
    }

    private static func lines(of value: JSONValue) -> [String] {
        switch value {
        case .object(let members) where !members.isEmpty:
            (value.dictionary ?? [:]).sorted { $0.key < $1.key }.flatMap { key, member in
                let name = self.key(key)
                guard isNested(member) else { return lines(of: member).map { "\(name): \($0)" } }
                return ["\(name):"] + lines(of: member).map { "  " + $0 }
            }
        case .array(let elements) where !elements.isEmpty:
            elements.flatMap { element in
                lines(of: element).enumerated().map { index, line in (index == 0 ? "- " : "  ") + line }
            }
        default: [scalar(value)]
        }
    }

    private static func isNested(_ value: JSONValue) -> Bool {
        switch value {
        case .object(let members): !members.isEmpty
        case .array(let elements): !elements.isEmpty
        default: false
        }
    }

    private static func scalar(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .boolean(let flag): flag ? "true" : "false"
        case .number(let lexeme):
            Int64(lexeme).map { "\($0)" } ?? YAMLText.number(Double(lexeme) ?? .nan)
        case .string(let bytes): YAMLText.quoted(String(decoding: bytes, as: UTF8.self))
        case .array: "[]"
        case .object: "{}"
        }
    }

    /// Bare where no reader takes it for anything but text.
    private static func key(_ key: String) -> String {
        let isPlain =
            key.utf8.count > 3
            && key.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: "_")
            }
        return isPlain && !["true", "false", "null"].contains(key) ? key : YAMLText.quoted(key)
    }
}
