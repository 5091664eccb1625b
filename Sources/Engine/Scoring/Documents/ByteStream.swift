import Compression
import FileKinds
import Foundation

/// A file's bytes in pieces, inflated if they are gzip.
///
/// Gzip is told by its first two bytes, which no UTF-8 and no `.npy` file begins with, so a name needs no ending; an
/// array without a header may begin with any bytes, and is never taken for gzip.
final class ByteStream {
    private let name: String
    private let descriptor: Int32
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 64)
    private let inflatedLimit: Int64
    private let mayBeGzip: Bool
    private let refusesOtherKinds: Bool
    private let readPiece: (Int32, UnsafeMutableRawPointer?, Int) -> Int
    private var inflater: Inflater?
    private var atStart = true
    private var atEnd = false
    /// The first of what was read, inflated: what the form of a text is told by.
    private(set) var beginning: [UInt8] = []

    /// - Parameters:
    ///   - refusesOtherKinds: whether a file of a kind that holds no text is refused by name.
    ///   - read: the system's `read`, unless a test gives another.
    init(
        path: String, name: String, inflatedLimit: Int64, mayBeGzip: Bool = true, refusesOtherKinds: Bool = false,
        read: @escaping (Int32, UnsafeMutableRawPointer?, Int) -> Int = { Foundation.read($0, $1, $2) }
    ) throws {
        readPiece = read
        self.name = name
        self.inflatedLimit = inflatedLimit
        self.mayBeGzip = mayBeGzip
        self.refusesOtherKinds = refusesOtherKinds
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.error(errno, name) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        buffer.deallocate()
    }

    private static func error(_ number: Int32, _ name: String) -> DocumentError {
        DocumentError(
            file: name, message: "cannot be read: \(String(cString: strerror(number)))", systemError: number)
    }

    /// The next piece, or `nil` at the end.
    func next() throws -> [UInt8]? {
        while !atEnd {
            let piece = try read()
            if atStart, !piece.isEmpty {
                atStart = false
                if mayBeGzip, piece.starts(with: [0x1F, 0x8B]) { inflater = try Inflater(limit: inflatedLimit) }
            }
            atEnd = piece.isEmpty
            let bytes = try inflate(piece)
            if !bytes.isEmpty {
                if beginning.isEmpty {
                    beginning = Array(bytes.prefix(TextShape.prefixLength))
                    try checkKind()
                }
                return bytes
            }
        }
        return nil
    }

    /// Refuses what is no text, or is one by accident, such as the pointer that Git LFS leaves in a file's place.
    private func checkKind() throws {
        guard refusesOtherKinds, let kind = FileKind(prefix: beginning), !kind.isText else { return }
        throw DocumentError(file: name, message: kind.sentence)
    }

    private func inflate(_ piece: [UInt8]) throws -> [UInt8] {
        guard let inflater else { return piece }
        do {
            if piece.isEmpty {
                try inflater.finish()
                return []
            }
            return try inflater.inflate(piece)
        } catch {
            throw DocumentError(file: name, message: "is gzip that cannot be inflated: \(error)")
        }
    }

    /// Reads what there is, at least a byte unless at the end; at the start as many as tell what the file is.
    private func read() throws -> [UInt8] {
        var count = 0
        repeat {
            let more = try readOnce(from: count)
            count += more
            if more == 0 { break }
        } while atStart && count < FileKind.prefixLength
        return Array(buffer.prefix(count))
    }

    /// Reads into the buffer from a place on, again where a signal came between; 0 at the end alone.
    private func readOnce(from place: Int) throws -> Int {
        while true {
            let count = readPiece(descriptor, buffer.baseAddress.map { $0 + place }, buffer.count - place)
            if count >= 0 { return count }
            guard errno == EINTR else { throw Self.error(errno, name) }
        }
    }
}
