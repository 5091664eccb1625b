import Checkpoints
import StrictJSON

/// Reads a tokenizer file's `decoder`.
enum DecoderReader {
    static func read(_ object: consuming FileObject) throws(CheckpointError) -> TokenDecoder {
        var object = object
        let type = try object.type()
        let decoder: TokenDecoder
        switch type {
        case "ByteLevel":
            _ = try object.boolean("add_prefix_space")
            _ = try object.boolean("trim_offsets")
            _ = try object.boolean("use_regex", default: true)
            decoder = .byteLevel
        case "ByteFallback": decoder = .byteFallback
        case "Fuse": decoder = .fuse
        case "BPEDecoder": decoder = .suffix(try object.string("suffix"))
        case "Metaspace":
            decoder = .metaspace(try object.scalar("replacement"))
            for key in ["prepend_scheme", "split", "add_prefix_space", "str_rep"] { _ = object.value(key) }
        case "Replace":
            decoder = .replace(try PatternReader.read("pattern", of: &object), with: try object.string("content"))
        case "Strip":
            decoder = .strip(
                try object.scalar("content"), start: try object.integer("start"), stop: try object.integer("stop"))
        case "Sequence":
            var decoders: [TokenDecoder] = []
            for part in try object.objects("decoders") { decoders.append(try read(part)) }
            decoder = .sequence(decoders)
        default:
            throw object.unsupported(
                "type",
                "is \"\(type.prefix(80))\"; BPEDecoder, ByteFallback, ByteLevel, Fuse, Metaspace, Replace, Sequence and "
                    + "Strip are understood")
        }
        try object.end()
        return decoder
    }
}
