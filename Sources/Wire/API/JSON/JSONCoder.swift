import Foundation
public import StrictJSON

/// The one place that says how values stand in JSON: `snake_case` keys, RFC 3339 times in UTC, keys sorted.
public enum JSONCoder {
    /// Encodes a value.
    ///
    /// Equal values give equal bytes, so a hash of them is a strong ETag.
    public static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(Timestamp.text(of: date))
        }
        return Array(try encoder.encode(value))
    }

    /// Decodes an answer of the service.
    ///
    /// Unknown fields are passed over, so that a client outlives new ones.
    public static func decode<Value: Decodable>(_ type: Value.Type, from bytes: some Sequence<UInt8>)
        throws -> Value
    {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            let text = try container.decode(String.self)
            guard let date = Timestamp.date(of: text) else {
                throw DecodingError.dataCorruptedError(
                    in: container, debugDescription: "\(text) is not an RFC 3339 time")
            }
            return date
        }
        return try decoder.decode(type, from: Data(bytes))
    }

    /// Reads a request: strict, and with every error at once.
    public static func read<Value: JSONReadable>(
        _ type: Value.Type, from bytes: [UInt8], limits: JSONParser.Limits = JSONParser.Limits()
    ) throws(InvalidBody) -> Value {
        let findings = Findings()
        let value = try JSONParser.parse(bytes, limits: limits, findings: findings)
        let result = Value.read(value, at: .root, findings: findings)
        try findings.check()
        guard let result else {
            throw InvalidBody(errors: [FieldError(pointer: .root, detail: "cannot be read")])
        }
        return result
    }
}
