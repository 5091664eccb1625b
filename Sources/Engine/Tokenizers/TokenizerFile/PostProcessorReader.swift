import Checkpoints
import StrictJSON

/// Reads a tokenizer file's `post_processor`, which adds special tokens round a text: it is understood, and never
/// applied, for documents are scored without special tokens.
enum PostProcessorReader {
    static func check(_ object: consuming FileObject) throws(CheckpointError) {
        var object = object
        let type = try object.type()
        switch type {
        case "ByteLevel":
            _ = try object.boolean("add_prefix_space")
            _ = try object.boolean("trim_offsets")
            _ = try object.boolean("use_regex", default: true)
        case "TemplateProcessing":
            _ = try object.array("single")
            _ = try object.array("pair")
            _ = try FileObject(
                try object.required("special_tokens"), file: object.file, path: object.path(of: "special_tokens"))
        case "RobertaProcessing":
            _ = try object.array("sep")
            _ = try object.array("cls")
            _ = try object.boolean("trim_offsets")
            _ = try object.boolean("add_prefix_space")
        case "BertProcessing":
            _ = try object.array("sep")
            _ = try object.array("cls")
        case "Sequence": for part in try object.objects("processors") { try check(part) }
        default:
            throw object.unsupported(
                "type",
                "is \"\(type.prefix(80))\"; BertProcessing, ByteLevel, RobertaProcessing, Sequence and "
                    + "TemplateProcessing are understood")
        }
        try object.end()
    }
}
