import FileKinds
import Foundation
import Words

/// A file of documents whose format nobody has named: it is told by the file's name and by its first bytes.
///
/// A table or a JSON array that is taken for text becomes one document, under a name that is then taken. So a file is
/// text only where nothing speaks against it.
struct DocumentFile {
    /// How documents stand in the file.
    let format: DocumentFormat

    /// - Throws: ``Failure`` that says what the file is and what to do, or that it cannot be read.
    init(_ path: String) throws {
        let beginning = try Self.beginning(of: path)
        if let format = Self.formats.first(where: { path.lowercased().hasSuffix($0.ending) })?.format {
            self.format = format
            return
        }
        let name = Self.withoutGzip(path.lowercased())
        let remedy = "; --format text takes it as one document all the same"
        if let kind = FileKind(prefix: beginning), kind != .gzip {
            throw Failure(.input, "\(path): \(kind.sentence)" + (kind.isText ? remedy : ""))
        }
        if let shape = TextShape(prefix: beginning) {
            throw Failure(.input, "\(path): \(shape.sentence)\(remedy)")
        }
        if let ending = Self.structured.first(where: name.hasSuffix) {
            throw Failure(
                .input,
                "\(path): a file whose name ends in \(ending) is rarely plain text: write its documents as JSONL, one "
                    + "object with \"text\" a line\(remedy)")
        }
        format = .text
    }

    private static let formats: [(ending: String, format: DocumentFormat)] = [
        (".jsonl.gz", .gzippedJSONLines), (".ndjson.gz", .gzippedJSONLines), (".jsonl", .jsonLines),
        (".ndjson", .jsonLines), (".npy", .npy),
    ]

    /// Endings of names of files that hold more than plain text.
    private static let structured = [
        ".json", ".csv", ".tsv", ".parquet", ".arrow", ".feather", ".html", ".htm", ".xml", ".pdf", ".zip", ".tar",
        ".tgz",
        ".zst", ".xz", ".bz2", ".7z", ".docx", ".xlsx", ".pkl", ".pt", ".bin", ".npz", ".h5", ".db", ".sqlite",
    ]

    private static func withoutGzip(_ name: String) -> String {
        name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
    }

    private static func beginning(of path: String) throws -> Data {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw Failure(.file, "\(path): cannot be read: \(String(cString: strerror(errno)))")
        }
        do {
            return try handle.read(upToCount: TextShape.prefixLength) ?? Data()
        } catch {
            throw Failure(.file, "\(path): cannot be read: \(error.localizedDescription)")
        }
    }
}
