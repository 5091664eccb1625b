import Foundation

/// The lines of a file, one at a time: memory does not grow with the file.
struct LineReader {
    /// The longest line that is read: a document beyond it is an accident.
    static let lengthLimit = 256 << 20

    private let stream: ByteStream
    private let name: String
    private var buffer: [UInt8] = []
    private var start = 0
    private var searched = 0
    /// The number of the line that ``next()`` gave, counted from 1.
    private(set) var number = 0

    init(stream: ByteStream, name: String) {
        self.stream = stream
        self.name = name
    }

    /// The next line without its line feed, or `nil` at the end.
    ///
    /// A last line need not end in a line feed.
    mutating func next() throws -> [UInt8]? {
        while true {
            if let end = lineEnd() {
                defer { (start, searched) = (end + 1, end + 1) }
                number += 1
                return Array(buffer[start..<end])
            }
            searched = buffer.count
            guard searched - start <= Self.lengthLimit else {
                throw DocumentError(
                    file: name, line: number + 1, message: "the line is longer than \(Self.lengthLimit) bytes")
            }
            buffer.removeSubrange(..<start)
            (searched, start) = (searched - start, 0)
            guard let piece = try stream.next() else { return last() }
            buffer += piece
        }
    }

    private func lineEnd() -> Int? {
        buffer.withUnsafeBytes { bytes in
            guard searched < bytes.count, let base = bytes.baseAddress,
                let found = memchr(base + searched, 0x0A, bytes.count - searched)
            else { return nil }
            return UnsafeRawPointer(found) - base
        }
    }

    private mutating func last() -> [UInt8]? {
        defer { buffer = [] }
        searched = 0
        guard !buffer.isEmpty else { return nil }
        number += 1
        return buffer
    }
}
