import StrictJSON

/// A tokenizer file's `normalizer`.
extension Normalizer: JSONObjectReadable {
    private static let kinds =
        "ByteLevel, Lowercase, NFC, NFD, NFKC, NFKD, Nmt, Prepend, Replace, Sequence, Strip and StripAccents"

    init?(reading fields: ObjectReader) {
        guard let kind = fields.kind(), let normalizer = Self.read(kind, fields) else { return nil }
        self = normalizer
    }

    private static func read(_ kind: String, _ fields: ObjectReader) -> Normalizer? {
        switch kind {
        case "NFC", "NFD", "NFKC", "NFKD": return NormalForm(rawValue: kind).map { .form($0) }
        case "Lowercase": return .lowercase
        case "StripAccents": return .stripAccents
        case "Nmt": return .nmt
        case "ByteLevel": return .byteCharacters
        case "Strip":
            let left = fields.required("strip_left", as: Bool.self)
            let right = fields.required("strip_right", as: Bool.self)
            guard let left, let right else { return nil }
            return .strip(left: left, right: right)
        case "Prepend":
            return fields.required("prepend", as: String.self, check: .notEmpty).map { .prepend(Array($0.utf8)) }
        case "Replace":
            let (pattern, content) = (fields.pattern("pattern"), fields.bytes("content"))
            guard let pattern, let content else { return nil }
            return .replace(pattern, with: content)
        case "Sequence": return fields.required("normalizers", as: [Normalizer].self).map { .sequence($0) }
        default:
            fields.refuseKind(kind, known: kinds)
            return nil
        }
    }
}
