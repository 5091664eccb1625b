import StrictJSON

/// A tokenizer file's `decoder`.
extension TokenDecoder: JSONObjectReadable {
    private static let kinds = "BPEDecoder, ByteFallback, ByteLevel, Fuse, Metaspace, Replace, Sequence and Strip"

    init?(reading fields: ObjectReader) {
        guard let kind = fields.kind(), let decoder = Self.read(kind, fields) else { return nil }
        self = decoder
    }

    private static func read(_ kind: String, _ fields: ObjectReader) -> TokenDecoder? {
        switch kind {
        case "ByteLevel": return fields.byteLevel().map { _ in .byteLevel }
        case "ByteFallback": return .byteFallback
        case "Fuse": return .fuse
        case "BPEDecoder": return fields.bytes("suffix").map { .suffix($0) }
        case "Metaspace":
            // The other fields change how text is cut, which is not undone.
            fields.ignore(["prepend_scheme", "split", "add_prefix_space", "str_rep"])
            return fields.scalar("replacement").map { .metaspace($0) }
        case "Replace":
            let (pattern, content) = (fields.pattern("pattern"), fields.bytes("content"))
            guard let pattern, let content else { return nil }
            return .replace(pattern, with: content)
        case "Strip":
            let content = fields.scalar("content")
            let (start, stop) = (fields.whole("start"), fields.whole("stop"))
            guard let content, let start, let stop else { return nil }
            return .strip(content, start: start, stop: stop)
        case "Sequence": return fields.required("decoders", as: [TokenDecoder].self).map { .sequence($0) }
        default:
            fields.refuseKind(kind, known: kinds)
            return nil
        }
    }
}
