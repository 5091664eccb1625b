import Foundation
import GRDB
import Hashing

/// A row that is read with every value checked, so that a rotten database gives an error and never a trap.
struct Columns {
    private let row: Row
    private let table: String

    init(_ row: Row, of table: String) {
        self.row = row
        self.table = table
    }

    func text(_ name: String) throws -> String { try required(name, optionalText(name)) }
    func integer(_ name: String) throws -> Int { try required(name, optionalInteger(name)) }
    func real(_ name: String) throws -> Double { try required(name, optionalReal(name)) }
    func data(_ name: String) throws -> Data { try required(name, optionalData(name)) }
    func time(_ name: String) throws -> Timestamp { try required(name, optionalTime(name)) }
    func digest(_ name: String) throws -> SHA256Digest { try required(name, optionalDigest(name)) }
    func identifier(_ name: String) throws -> Identifier { try required(name, optionalIdentifier(name)) }

    func optionalText(_ name: String) throws -> String? {
        switch try value(name) {
        case .null: nil
        case .string(let text): text
        default: throw wrong(name)
        }
    }

    func optionalInteger(_ name: String) throws -> Int? {
        switch try value(name) {
        case .null: nil
        case .int64(let number): Int(number)
        default: throw wrong(name)
        }
    }

    func optionalReal(_ name: String) throws -> Double? {
        switch try value(name) {
        case .null: nil
        case .double(let number): number
        default: throw wrong(name)
        }
    }

    func optionalData(_ name: String) throws -> Data? {
        switch try value(name) {
        case .null: nil
        case .blob(let bytes): bytes
        default: throw wrong(name)
        }
    }

    func optionalTime(_ name: String) throws -> Timestamp? {
        try optionalInteger(name).map { Timestamp(milliseconds: Int64($0)) }
    }

    func optionalDigest(_ name: String) throws -> SHA256Digest? {
        guard let bytes = try optionalData(name) else { return nil }
        guard let digest = SHA256Digest(bytes: bytes) else { throw wrong(name) }
        return digest
    }

    func optionalIdentifier(_ name: String) throws -> Identifier? {
        guard let text = try optionalText(name) else { return nil }
        do { return try Identifier(text) } catch { throw wrong(name) }
    }

    /// A text that is one of an enumeration's names.
    func choice<Choice: RawRepresentable<String>>(_ name: String, of type: Choice.Type) throws -> Choice {
        try required(name, optionalChoice(name, of: type))
    }

    func optionalChoice<Choice: RawRepresentable<String>>(_ name: String, of _: Choice.Type) throws -> Choice? {
        guard let text = try optionalText(name) else { return nil }
        guard let choice = Choice(rawValue: text) else { throw wrong(name) }
        return choice
    }

    private func value(_ name: String) throws -> DatabaseValue.Storage {
        guard row.hasColumn(name) else { throw wrong(name) }
        let value: DatabaseValue = row[name]
        return value.storage
    }

    private func required<Value>(_ name: String, _ value: Value?) throws -> Value {
        guard let value else { throw wrong(name) }
        return value
    }

    private func wrong(_ name: String) -> StorageError {
        let seen: DatabaseValue? = row.hasColumn(name) ? row[name] : nil
        return StorageError(
            .corrupted, subject: "\(table).\(name)", message: "holds \(seen.map { "\($0)" } ?? "nothing")")
    }
}
