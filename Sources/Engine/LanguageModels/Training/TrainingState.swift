import Foundation

/// What stands before the numbers of a saved training run.
///
/// File: 8 bytes `ASSAYTR1`, the header's length as u64 little-endian, the header as JSON, then parameters, first and
/// second moments as f32 little-endian, and nothing after them.
struct TrainingState: Codable, Equatable {
    static let magic = Array("ASSAYTR1".utf8)

    /// The configuration's `config.json`.
    var configuration: String
    var plan: TrainingPlan
    /// SHA-256 over the names, weights and tokens of the data.
    var data: String
    var parameterCount: Int
    /// The bits of each step's loss, so that not even a loss changes by being saved.
    var losses: [UInt32]

    /// Takes a saved run apart.
    ///
    /// - Throws: ``LanguageModelError`` if it is cut short, too long, or no saved run.
    static func parse(_ bytes: Data) throws -> (header: TrainingState, numbers: Data) {
        func damage(_ what: String) -> LanguageModelError {
            LanguageModelError(.invalidState, "the saved training state \(what)")
        }
        guard bytes.count >= 16, bytes.prefix(8).elementsEqual(magic) else {
            throw damage("does not begin with \(String(decoding: magic, as: UTF8.self))")
        }
        let length = bytes.dropFirst(8).prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(bytes.count - 16) else { throw damage("ends within its header") }
        let body = bytes.dropFirst(16)
        let header: TrainingState
        do {
            header = try JSONDecoder().decode(TrainingState.self, from: body.prefix(Int(length)))
        } catch {
            throw damage("has a header that cannot be read: \(error)")
        }
        let numbers = body.dropFirst(Int(length))
        let (size, overflowed) = header.parameterCount.multipliedReportingOverflow(by: 12)
        guard !overflowed, numbers.count == size else {
            throw damage("holds \(numbers.count) bytes of numbers; its header says \(header.parameterCount) parameters")
        }
        return (header, numbers)
    }

    /// The bytes before the numbers.
    func prefix() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let header = try encoder.encode(self)
        var bytes = Data(Self.magic)
        withUnsafeBytes(of: UInt64(header.count).littleEndian) { bytes.append(contentsOf: $0) }
        bytes.append(header)
        return bytes
    }
}
