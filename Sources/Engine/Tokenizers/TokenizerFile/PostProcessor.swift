import StrictJSON

/// A tokenizer file's `post_processor`, which adds special tokens round a text: it is understood, and never applied,
/// for documents are scored without special tokens.
struct PostProcessor: JSONObjectReadable {
    private static let kinds = "BertProcessing, ByteLevel, RobertaProcessing, Sequence and TemplateProcessing"

    init?(reading fields: ObjectReader) {
        guard let kind = fields.kind() else { return nil }
        switch kind {
        case "ByteLevel": _ = fields.byteLevel()
        case "TemplateProcessing":
            _ = fields.required("single", as: [JSONValue].self)
            _ = fields.required("pair", as: [JSONValue].self)
            _ = fields.required("special_tokens", as: [String: JSONValue].self)
        case "RobertaProcessing":
            Self.readEnds(fields)
            _ = fields.required("trim_offsets", as: Bool.self)
            _ = fields.required("add_prefix_space", as: Bool.self)
        case "BertProcessing": Self.readEnds(fields)
        case "Sequence": _ = fields.required("processors", as: [PostProcessor].self)
        default:
            fields.refuseKind(kind, known: Self.kinds)
            return nil
        }
    }

    private static func readEnds(_ fields: ObjectReader) {
        _ = fields.required("sep", as: [JSONValue].self)
        _ = fields.required("cls", as: [JSONValue].self)
    }
}
