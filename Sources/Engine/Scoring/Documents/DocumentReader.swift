import FileKinds
import Foundation
import StrictJSON
public import Words

/// Reads the documents of a file one at a time; text and `.npy` may be gzip.
public struct DocumentReader: Sendable {
    /// Where the file stands.
    public let path: String
    /// What messages call the file.
    public let name: String
    public let format: DocumentFormat
    /// The domain of documents that name none.
    public let domain: String
    /// The most bytes that gzip may inflate to.
    public let inflatedLimit: Int64
    /// How token ids are read; needed where the format holds those.
    public let tokens: TokenReading?

    /// Takes a file.
    ///
    /// - Parameters:
    ///   - path: where the file stands.
    ///   - name: what messages call it; the path unless given.
    ///   - format: how its documents stand in it.
    ///   - domain: the domain of documents that name none; the file's own name unless given.
    ///   - inflatedLimit: the most bytes that gzip may inflate to.
    ///   - tokens: how token ids are read; without it, arrays of those are refused.
    public init(
        path: String, name: String? = nil, format: DocumentFormat, domain: String? = nil,
        inflatedLimit: Int64 = 1 << 36, tokens: TokenReading? = nil
    ) {
        self.path = path
        self.name = name ?? path
        self.format = format
        self.domain = domain ?? URL(fileURLWithPath: name ?? path).lastPathComponent
        self.inflatedLimit = inflatedLimit
        self.tokens = tokens
    }

    /// Every document, in order.
    ///
    /// - Throws: ``DocumentError`` that names file and line.
    public func documents() throws -> [Document] {
        var documents: [Document] = []
        try forEach { document, _ in documents.append(document) }
        return documents
    }

    /// Hands over each document and the line on which it begins, or in an array of tokens its number; both counted from
    /// 1.
    ///
    /// A line whose text is empty has nothing to score: it is left out.
    ///
    /// - Returns: how many documents were left out because their text is empty.
    /// - Throws: ``DocumentError`` that names file and line, or what the body throws.
    @discardableResult public func forEach(_ body: (Document, Int) throws -> Void) throws -> Int {
        let stream = try ByteStream(
            path: path, name: name, inflatedLimit: inflatedLimit,
            mayBeGzip: format != .uint16 && format != .uint32, refusesOtherKinds: !format.holdsTokens)
        switch format {
        case .jsonLines, .gzippedJSONLines: return try forEachLine(of: stream, body)
        case .text: try body(try wholeText(of: stream), 1)
        case .npy, .uint16, .uint32:
            guard let tokens else {
                throw DocumentError(
                    file: name, message: "holds token ids (\(format.rawValue)), which are read with a tokenizer")
            }
            let ids = try tokenIDs(of: stream, vocabularyRows: tokens.vocabularyRows)
            var array = TokenArrayReader(ids, name: name, domain: domain, reading: tokens)
            try array.forEach(body)
        }
        return 0
    }

    private func tokenIDs(of stream: ByteStream, vocabularyRows: Int) throws -> TokenIDs {
        if format == .npy { return try TokenIDs(npy: stream, name: name, vocabularyRows: vocabularyRows) }
        return TokenIDs(
            stream, name: name, vocabularyRows: vocabularyRows,
            element: TokenElement(kind: format == .uint16 ? .uint16 : .uint32))
    }

    private func forEachLine(of stream: ByteStream, _ body: (Document, Int) throws -> Void) throws -> Int {
        var lines = LineReader(stream: stream, name: name)
        var (count, empty) = (0, 0)
        while var line = try lines.next() {
            if lines.number == 1 { line = line.withoutByteOrderMark }
            // An empty line, as many files end in, is no document.
            guard line.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) else { continue }
            let isFirst = count + empty == 0
            guard let document = try document(in: line, number: lines.number, isFirst: isFirst, stream) else {
                empty += 1
                continue
            }
            try body(document, lines.number)
            count += 1
        }
        guard count > 0 else {
            throw DocumentError(
                file: name,
                message: empty == 0 ? "holds no document" : "holds no document with text: all \(empty) are empty")
        }
        return empty
    }

    private func wholeText(of stream: ByteStream) throws -> Document {
        var text: [UInt8] = []
        while let piece = try stream.next() { text += piece }
        text = text.withoutByteOrderMark
        guard !text.isEmpty else { throw DocumentError(file: name, message: "the document is empty") }
        if let offset = text.withUnsafeBytes(firstInvalidUTF8) {
            let line = 1 + text.prefix(offset).count { $0 == 0x0A }
            throw DocumentError(file: name, line: line, message: "the text is not UTF-8 at byte \(offset) of the file")
        }
        return Document(text: text, domain: domain)
    }

    /// The document of a line; `nil` if its text is empty.
    private func document(
        in bytes: [UInt8], number: Int, isFirst: Bool, _ stream: ByteStream
    ) throws -> Document? {
        let error = { (message: String) in DocumentError(file: name, line: number, message: message) }
        let line: DocumentLine
        do {
            line = try DocumentLine(bytes)
        } catch let fault {
            // A file whose first line is no object may be of another form altogether.
            if isFirst, let shape = TextShape(prefix: stream.beginning), shape != .jsonLines {
                throw DocumentError(file: name, message: shape.sentence)
            }
            throw error("the line is not the JSON expected: \(fault)")
        }
        guard let text = line.text else { throw error("the object has no \"text\"") }
        let domain = line.domain.map { String(decoding: $0, as: UTF8.self) }
        guard domain != "" else { throw error("\"domain\" is empty; expected a name, or no \"domain\"") }
        guard !text.isEmpty else { return nil }
        return Document(
            text: text, domain: domain ?? self.domain, context: line.context,
            cluster: line.cluster.map { String(decoding: $0, as: UTF8.self) })
    }
}

extension [UInt8] {
    /// The bytes without the mark that some programs put before UTF-8.
    fileprivate var withoutByteOrderMark: [UInt8] {
        starts(with: [0xEF, 0xBB, 0xBF]) ? Array(dropFirst(3)) : self
    }
}
