/// The ids of an array in pieces, each id held against the embedding; memory does not grow with the file.
struct TokenIDs {
    private let stream: ByteStream
    private let name: String
    private let vocabularyRows: Int
    private let element: TokenElement
    /// One or two, outermost first; `nil` where no header says.
    let dimensions: [Int]?
    private let promised: Int?
    private var pending: [UInt8]
    /// How many ids were given.
    private(set) var position = 0

    /// Takes an array without a header.
    init(_ stream: ByteStream, name: String, vocabularyRows: Int, element: TokenElement) {
        (self.stream, self.name, self.vocabularyRows, self.element) = (stream, name, vocabularyRows, element)
        (dimensions, promised, pending) = (nil, nil, [])
    }

    /// Reads the header of a `.npy` file.
    ///
    /// - Throws: ``DocumentError`` that says what is wrong with it.
    init(npy stream: ByteStream, name: String, vocabularyRows: Int) throws {
        var bytes: [UInt8] = []
        func take(_ count: Int, _ what: String) throws -> [UInt8] {
            while bytes.count < count {
                guard let piece = try stream.next() else {
                    throw DocumentError(file: name, message: "the file ends within \(what) of a .npy file")
                }
                bytes += piece
            }
            defer { bytes.removeFirst(count) }
            return Array(bytes.prefix(count))
        }
        let start = try take(8, "the first bytes")
        guard start.starts(with: NumpyHeader.magic) else {
            throw DocumentError(file: name, message: "is no .npy file: it does not begin with \\x93NUMPY")
        }
        guard (1...3).contains(start[6]), start[7] == 0 else {
            throw DocumentError(
                file: name, message: "is a .npy file of version \(start[6]).\(start[7]); expected 1.0, 2.0 or 3.0")
        }
        let length = try take(start[6] == 1 ? 2 : 4, "the header's length").reversed().reduce(0) { $0 << 8 | Int($1) }
        guard length <= NumpyHeader.lengthLimit else {
            throw DocumentError(
                file: name,
                message: "the .npy header claims \(length) bytes; at most \(NumpyHeader.lengthLimit) are read")
        }
        let header = try NumpyHeader(take(length, "the header"), file: name)
        (self.stream, self.name, self.vocabularyRows) = (stream, name, vocabularyRows)
        (element, dimensions, promised, pending) = (header.element, header.dimensions, header.count, bytes)
    }

    /// The next ids, at least one; `nil` at the end.
    mutating func next() throws -> [Int32]? {
        while true {
            let piece = try stream.next()
            pending += piece ?? []
            let count = pending.count / element.byteCount
            try checkLength(count, isAtEnd: piece == nil)
            if count > 0 { return try take(count) }
            if piece == nil { return nil }
        }
    }

    private func checkLength(_ count: Int, isAtEnd: Bool) throws(DocumentError) {
        let rest = pending.count - count * element.byteCount
        if let promised {
            let isLonger = count > promised - position || (count == promised - position && rest > 0)
            guard !isLonger else {
                throw DocumentError(
                    file: name, message: "holds more bytes than the \(promised) ids that its header promises")
            }
            guard !isAtEnd || count == promised - position else {
                throw DocumentError(
                    file: name,
                    message: "ends after \(position + count) of the \(promised) ids that its header promises")
            }
        }
        guard !isAtEnd || rest == 0 else {
            throw DocumentError(
                file: name,
                message: "ends within an id: each takes \(element.byteCount) bytes, and \(rest) are left over")
        }
    }

    private mutating func take(_ count: Int) throws(DocumentError) -> [Int32] {
        var ids: [Int32] = []
        ids.reserveCapacity(count)
        let outside = pending.withUnsafeBytes { bytes -> Int64? in
            for place in 0..<count {
                let value = element.value(in: bytes, at: place * element.byteCount)
                guard value >= 0, value < Int64(vocabularyRows), let id = Int32(exactly: value) else { return value }
                ids.append(id)
            }
            return nil
        }
        if let outside {
            throw DocumentError(
                file: name,
                message: "the id \(outside) at position \(position + ids.count), counted from 0, is not one "
                    + "of the embedding's \(vocabularyRows) rows")
        }
        pending.removeSubrange(..<(count * element.byteCount))
        position += count
        return ids
    }
}
