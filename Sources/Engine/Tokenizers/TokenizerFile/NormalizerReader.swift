import Checkpoints
import StrictJSON

/// Reads a tokenizer file's `normalizer`.
enum NormalizerReader {
    static func read(_ object: consuming FileObject) throws(CheckpointError) -> Normalizer {
        var object = object
        let type = try object.type()
        let normalizer: Normalizer
        switch type {
        case "NFC", "NFD", "NFKC", "NFKD": normalizer = .form(NormalForm(rawValue: type) ?? .nfc)
        case "Lowercase": normalizer = .lowercase
        case "StripAccents": normalizer = .stripAccents
        case "Nmt": normalizer = .nmt
        case "ByteLevel": normalizer = .byteCharacters
        case "Strip":
            normalizer = .strip(left: try object.boolean("strip_left"), right: try object.boolean("strip_right"))
        case "Prepend":
            let prefix = try object.string("prepend")
            guard !prefix.isEmpty else { throw object.malformed("prepend", "is empty; expected what to put before") }
            normalizer = .prepend(prefix)
        case "Replace":
            normalizer = .replace(try PatternReader.read("pattern", of: &object), with: try object.string("content"))
        case "Sequence":
            var normalizers: [Normalizer] = []
            for part in try object.objects("normalizers") { normalizers.append(try read(part)) }
            normalizer = .sequence(normalizers)
        default:
            throw object.unsupported(
                "type",
                "is \"\(type.prefix(80))\"; ByteLevel, Lowercase, NFC, NFD, NFKC, NFKD, Nmt, Prepend, Replace, Sequence, "
                    + "Strip and StripAccents are understood")
        }
        try object.end()
        return normalizer
    }
}

/// Reads a pattern: `{"String": …}` or `{"Regex": …}`.
enum PatternReader {
    static func read(_ key: String, of object: inout FileObject) throws(CheckpointError) -> PatternProgram {
        var pattern = try FileObject(try object.required(key), file: object.file, path: object.path(of: key))
        let literal = pattern.value("String")
        let expression = pattern.value("Regex")
        try pattern.end()
        do throws(PatternError) {
            switch (literal, expression) {
            case (.string(let bytes)?, nil):
                guard !bytes.isEmpty, bytes.count <= 4096 else {
                    throw PatternError(message: "is empty or longer than 4,096 bytes")
                }
                return try PatternProgram(PatternNode(literal: String(decoding: bytes, as: UTF8.self)))
            case (nil, .string(let bytes)?):
                return try PatternProgram(regularExpression: String(decoding: bytes, as: UTF8.self))
            default: throw PatternError(message: "is not {\"String\": …} or {\"Regex\": …}")
            }
        } catch {
            let seen = (expression ?? literal).map { "\($0.seen) " } ?? ""
            throw object.unsupported(key, seen + error.message)
        }
    }
}
