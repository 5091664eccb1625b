import API
import Foundation

/// What a training run saves now and then: the trainer's own state, and the loss curve so far.
///
/// Layout: 8 bytes of mark, the header's length as a little-endian UInt64, the header as JSON, then the trainer's bytes.
struct ResumableState: Hashable, Sendable {
    private static let mark = Array("assaytr1".utf8)
    /// A curve of some hundred points fits many times.
    private static let longestHeader = 16 << 20

    private struct Header: Codable {
        var losses: [LossPoint]
    }

    var losses: [LossPoint]
    /// As the trainer wrote it.
    var trainer: [UInt8]

    init(losses: [LossPoint], trainer: [UInt8]) {
        self.losses = losses
        self.trainer = trainer
    }

    /// Reads what ``bytes`` wrote.
    ///
    /// - Throws: ``WorkFailure`` that says what is wrong.
    init(bytes: [UInt8]) throws {
        let prefix = Self.mark.count + 8
        guard bytes.count >= prefix, Array(bytes.prefix(Self.mark.count)) == Self.mark else {
            throw Self.failure("does not begin with its mark: it was written by another version")
        }
        let length = bytes[Self.mark.count..<prefix].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= Self.longestHeader, prefix + Int(length) <= bytes.count else {
            throw Self.failure("has a header of \(length) bytes and \(bytes.count) bytes in all")
        }
        let end = prefix + Int(length)
        do {
            losses = try JSONCoder.decode(Header.self, from: bytes[prefix..<end]).losses
        } catch {
            throw Self.failure("has a header that cannot be read: \(error)")
        }
        trainer = Array(bytes[end...])
    }

    func bytes() throws -> [UInt8] {
        let header = try JSONCoder.encode(Header(losses: losses))
        let length = (0..<8).map { UInt8(truncatingIfNeeded: UInt64(header.count) >> (8 * UInt64($0))) }
        return Self.mark + length + header + trainer
    }

    private static func failure(_ message: String) -> WorkFailure {
        WorkFailure("state-malformed", "the saved state of the training run \(message)")
    }
}
