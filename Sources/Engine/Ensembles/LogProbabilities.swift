import Foundation

/// One model's natural log-probability of every token of an evaluation set: what its ensembles are made of.
///
/// f32, little-endian, one a token, documents in order; each finite and at most 0.
public final class LogProbabilities: Sendable {
    /// What messages call it.
    public let name: String
    // Never changed once it is made; its bytes stay where they are as long as it lives.
    private nonisolated(unsafe) let data: NSData

    /// Maps a file: it must not change while this lives.
    ///
    /// - Throws: ``EnsembleError`` `unreadable`.
    public init(fileAt path: String, name: String) throws(EnsembleError) {
        do {
            data = try NSData(contentsOfFile: path, options: .alwaysMapped)
        } catch {
            throw .unreadable(name: name, detail: "\(error)")
        }
        self.name = name
    }

    public init(_ values: [Float], name: String) {
        let bytes = Self.bytes(of: values)
        data = NSData(bytes: bytes, length: bytes.count)
        self.name = name
    }

    /// Values as a file holds them.
    public static func bytes(of values: [Float]) -> [UInt8] {
        let words = values.map(\.bitPattern.littleEndian)
        return words.withUnsafeBytes { Array($0) }
    }

    /// How many bytes there are.
    public var byteCount: Int { data.length }

    /// The values; valid as long as this lives.
    var start: UnsafeRawPointer { data.bytes }
}
