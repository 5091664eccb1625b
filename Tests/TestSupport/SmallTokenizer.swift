public import Foundation

/// A tokenizer in GPT-2's style, as a checkpoint brings it: every byte, a few merges, and one special token.
public enum SmallTokenizer {
    /// Its merges, by rank.
    public static let merges = ["t h", "th e", "Ġ the", "i n", "a n", "e r", "o n", "r e"]
    /// The special token that stands before every document.
    public static let special = "<|endoftext|>"

    /// How many ids there are.
    public static var vocabularySize: Int { 256 + merges.count + 1 }

    /// The files by their names.
    public static func files() throws -> [String: Data] {
        let configuration = ["bos_token": special, "eos_token": special]
        return [
            "tokenizer.json": try JSONSerialization.data(withJSONObject: tokenizer, options: [.sortedKeys]),
            "tokenizer_config.json": try JSONSerialization.data(withJSONObject: configuration, options: [.sortedKeys]),
        ]
    }

    private static var tokenizer: [String: Any] {
        let byteLevel: [String: Any] = [
            "type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true,
        ]
        return [
            "version": "1.0", "truncation": NSNull(), "padding": NSNull(), "normalizer": NSNull(),
            "added_tokens": [
                [
                    "id": vocabularySize - 1, "content": special, "single_word": false, "lstrip": false,
                    "rstrip": false, "normalized": false, "special": true,
                ] as [String: Any]
            ],
            "pre_tokenizer": byteLevel, "post_processor": byteLevel, "decoder": byteLevel,
            "model": [
                "type": "BPE", "dropout": NSNull(), "unk_token": NSNull(), "continuing_subword_prefix": NSNull(),
                "end_of_word_suffix": NSNull(), "fuse_unk": false, "byte_fallback": false, "ignore_merges": false,
                "vocab": vocabulary, "merges": merges,
            ] as [String: Any],
        ]
    }

    private static var vocabulary: [String: Int] {
        let words = byteCharacters + merges.map { $0.replacingOccurrences(of: " ", with: "") } + [special]
        return Dictionary(uniqueKeysWithValues: zip(words, 0...))
    }

    /// The character that stands for each byte: itself where it can be printed, else one from U+0100 on.
    private static var byteCharacters: [String] {
        let printable = Set(33...126).union(161...172).union(174...255)
        var next = 256
        return (0..<256).map { byte in
            if printable.contains(byte) { return String(UnicodeScalar(UInt8(byte))) }
            defer { next += 1 }
            return UnicodeScalar(UInt32(next)).map { String($0) } ?? ""
        }
    }
}
