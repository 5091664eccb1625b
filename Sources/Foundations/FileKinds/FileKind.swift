/// What a file is, told by its first bytes: what people send by mistake where text or a checkpoint is expected.
///
/// Signatures are those of the formats' own specifications.
public enum FileKind: Hashable, Sendable, CaseIterable {
    case gitLFSPointer, zstandard, xz, bzip2, gzip, zip, tar, parquet, arrow, pdf, html, utf16, utf32, gguf, pickle,
        sqlite
    case hdf5, numpy

    /// As many bytes as are looked at.
    public static let prefixLength = 512

    /// Tells a file by its beginning.
    ///
    /// - Parameter prefix: the first ``prefixLength`` bytes, or all there are.
    /// - Returns: `nil` for anything else, such as text.
    public init?(prefix: some Collection<UInt8>) {
        let bytes = Array(prefix.prefix(Self.prefixLength))
        let begins = { (signature: [UInt8]) in bytes.starts(with: signature) }
        if let kind = Self.signatures.first(where: { begins($0.bytes) })?.kind {
            self = kind
        } else if bytes.count >= 262, bytes[257..<262].elementsEqual("ustar".utf8) {
            self = .tar
        } else if Self.beginsPage(bytes) {
            self = .html
        } else {
            return nil
        }
    }

    private static let signatures: [(bytes: [UInt8], kind: FileKind)] = [
        (Array("version https://git-lfs".utf8), .gitLFSPointer), ([0x28, 0xB5, 0x2F, 0xFD], .zstandard),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], .xz), (Array("BZh".utf8) + [0x31], .bzip2),
        (Array("BZh9".utf8), .bzip2), ([0x1F, 0x8B], .gzip), ([0x50, 0x4B, 0x03, 0x04], .zip),
        ([0x50, 0x4B, 0x05, 0x06], .zip), (Array("PAR1".utf8), .parquet), (Array("ARROW1".utf8), .arrow),
        (Array("%PDF-".utf8), .pdf), ([0xFF, 0xFE, 0x00, 0x00], .utf32), ([0x00, 0x00, 0xFE, 0xFF], .utf32),
        ([0xFF, 0xFE], .utf16), ([0xFE, 0xFF], .utf16), (Array("GGUF".utf8), .gguf),
        ([0x80, 0x02], .pickle), ([0x80, 0x03], .pickle), ([0x80, 0x04, 0x95], .pickle), ([0x80, 0x05, 0x95], .pickle),
        (Array("SQLite format 3\0".utf8), .sqlite), ([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A], .hdf5),
        ([0x93] + Array("NUMPY".utf8), .numpy),
    ]

    private static func beginsPage(_ bytes: [UInt8]) -> Bool {
        let start = bytes.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }.prefix(16)
        let word = String(decoding: start, as: UTF8.self).lowercased()
        return word.hasPrefix("<!doctype html") || word.hasPrefix("<html")
    }

    /// What the file is, and what to do about it: the end of a sentence that begins with the file's name.
    public var sentence: String { "is \(words.what): \(words.remedy)" }

    /// What the file is, and what to do about it where text was expected.
    var words: (what: String, remedy: String) {
        switch self {
        case .gitLFSPointer: ("a Git LFS pointer, not the file itself", "fetch the file with `git lfs pull`")
        case .zstandard: ("compressed by zstd", "unpack it with `unzstd`")
        case .xz: ("compressed by xz", "unpack it with `unxz`")
        case .bzip2: ("compressed by bzip2", "unpack it with `bunzip2`")
        case .gzip: ("compressed by gzip", "unpack it with `gunzip`")
        case .zip: ("a zip archive", "unpack it with `unzip`, and send the files in it one by one")
        case .tar: ("a tar archive", "unpack it with `tar -xf`, and send the files in it one by one")
        case .parquet:
            ("Parquet", "write its rows as JSONL, such as by pandas' `to_json(…, orient=\"records\", lines=True)`")
        case .arrow:
            ("Arrow", "write its rows as JSONL, such as by pandas' `to_json(…, orient=\"records\", lines=True)`")
        case .pdf: ("a PDF", "extract its text, such as with `pdftotext`")
        case .html:
            ("an HTML page", "extract its text; a failed download often leaves such a page in place of the file")
        case .utf16: ("UTF-16", "save it as UTF-8, such as with `iconv -f UTF-16 -t UTF-8`")
        case .utf32: ("UTF-32", "save it as UTF-8, such as with `iconv -f UTF-32 -t UTF-8`")
        case .gguf: ("GGUF", "use the model's safetensors, as `transformers` saves it")
        case .pickle: ("a pickle, which can run code when it is loaded, and is never read", "save it as safetensors")
        case .sqlite: ("an SQLite database", "export what it holds")
        case .hdf5: ("HDF5", "export what it holds; a model is read from safetensors")
        case .numpy: ("a NumPy array", "name the format npy, where token ids are expected")
        }
    }

    /// Whether a file of this kind is text all the same, and may be meant as such by somebody who says so.
    public var isText: Bool { self == .html }
}
