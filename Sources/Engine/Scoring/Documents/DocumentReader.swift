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

    /// How deep the JSON of a line may nest.
    public static let depthLimit = 32

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
    /// - Throws: ``DocumentError`` that names file and line, or what the body throws.
    public func forEach(_ body: (Document, Int) throws -> Void) throws {
        let stream = try ByteStream(
            path: path, name: name, inflatedLimit: inflatedLimit,
            mayBeGzip: format != .uint16 && format != .uint32)
        switch format {
        case .jsonLines, .gzippedJSONLines: try forEachLine(of: stream, body)
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
    }

    private func tokenIDs(of stream: ByteStream, vocabularyRows: Int) throws -> TokenIDs {
        if format == .npy { return try TokenIDs(npy: stream, name: name, vocabularyRows: vocabularyRows) }
        return TokenIDs(
            stream, name: name, vocabularyRows: vocabularyRows,
            element: TokenElement(kind: format == .uint16 ? .uint16 : .uint32))
    }

    private func forEachLine(of stream: ByteStream, _ body: (Document, Int) throws -> Void) throws {
        var lines = LineReader(stream: stream, name: name)
        var count = 0
        while let line = try lines.next() {
            // An empty line, as many files end in, is no document.
            guard line.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) else { continue }
            try body(try document(in: line, number: lines.number), lines.number)
            count += 1
        }
        guard count > 0 else { throw DocumentError(file: name, message: "holds no document") }
    }

    private func wholeText(of stream: ByteStream) throws -> Document {
        var text: [UInt8] = []
        while let piece = try stream.next() { text += piece }
        guard !text.isEmpty else { throw DocumentError(file: name, message: "the document is empty") }
        if let offset = text.withUnsafeBytes(firstInvalidUTF8) {
            let line = 1 + text.prefix(offset).count { $0 == 0x0A }
            throw DocumentError(file: name, line: line, message: "the text is not UTF-8 at byte \(offset) of the file")
        }
        return Document(text: text, domain: domain)
    }

    private func document(in line: [UInt8], number: Int) throws -> Document {
        let error = { (message: String) in DocumentError(file: name, line: number, message: message) }
        let json: JSONValue
        do {
            json = try line.withUnsafeBytes { bytes throws(JSONError) in
                try JSONValue(parsing: bytes, depthLimit: Self.depthLimit)
            }
        } catch let fault {
            throw error("the line is not the JSON expected: \(fault)")
        }
        guard case .object = json else {
            throw error("expected a JSON object with \"text\", found \(json.kind)")
        }
        guard let text = try string("text", of: json, error) else { throw error("the object has no \"text\"") }
        guard !text.isEmpty else { throw error("\"text\" is empty") }
        let domain = try string("domain", of: json, error).map { String(decoding: $0, as: UTF8.self) }
        guard domain != "" else { throw error("\"domain\" is empty; expected a name, or no \"domain\"") }
        return Document(
            text: text, domain: domain ?? self.domain, context: try string("context", of: json, error),
            cluster: try string("cluster", of: json, error).map { String(decoding: $0, as: UTF8.self) })
    }

    /// A member that is a string, or `nil` if it is missing or null.
    private func string(
        _ key: String, of json: JSONValue, _ error: (String) -> DocumentError
    ) throws -> [UInt8]? {
        switch json[key] {
        case nil, .null: return nil
        case .string(let bytes): return bytes
        case .some(let other): throw error("\"\(key)\" must be a string, not \(other.kind)")
        }
    }
}
