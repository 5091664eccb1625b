import Checkpoints
import Testing
import Tokenizers

/// Tokenizer files that break one rule each: every one is refused by a message that names the file and the key.
@Suite struct BrokenTokenizerTests {
    /// The parts of a small tokenizer that is read.
    private struct Parts {
        var top = #""version": "1.0", "truncation": null, "padding": null"#
        var added = """
            [{"id": 5, "content": "<s>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, \
            "special": true}]
            """
        var normalizer = "null"
        var preTokenizer = "null"
        var postProcessor = "null"
        var decoder = "null"
        var options = #""type": "BPE", "dropout": null, "unk_token": null"#
        var vocabulary = #"{"a": 0, "b": 1, "c": 2, "ab": 3, "abc": 4}"#
        var merges = #"["a b", "ab c"]"#

        var text: String {
            """
            {\(top), "added_tokens": \(added), "normalizer": \(normalizer), "pre_tokenizer": \(preTokenizer),
            "post_processor": \(postProcessor), "decoder": \(decoder),
            "model": {\(options), "vocab": \(vocabulary), "merges": \(merges)}}
            """
        }

        func with(_ change: (inout Parts) -> Void) -> Parts {
            var parts = self
            change(&parts)
            return parts
        }
    }

    private func open(_ text: String, rows: Int = 10) throws -> BytePairTokenizer {
        try BytePairTokenizer(
            contents: Array(text.utf8), file: "folder/tokenizer.json", vocabularyRows: rows, prefix: .id(0))
    }

    private func expectRefusal(_ text: String, _ subject: String?, rows: Int = 10) {
        let error = #expect(throws: CheckpointError.self, "\(text.prefix(300))") { try open(text, rows: rows) }
        #expect(error?.file == "folder/tokenizer.json")
        #expect(error?.subject == subject, "\(error?.description ?? "")")
        #expect((error?.message.utf8.count ?? 0) < 600)
    }

    @Test func readsTheFileThatTheOthersBreak() throws {
        let tokenizer = try open(Parts().text)
        #expect(tokenizer.encode(Array("abcab<s>bx".utf8)) == [4, 3, 5, 1])
        #expect(tokenizer.vocabularySize == 6)
        #expect(try open(Parts().text, rows: 6).vocabularySize == 6)
    }

    @Test(arguments: [
        "", "{", "[]", "null", #"{"model": }"#, "{} {}", "\u{FEFF}{}", #"{"version": "1.0"}"#, #"{"model": null}"#,
        #"{"model": 5}"#, #"{"model": {"vocab": {"a": 0}, "merges": [}"#, #"{"model": {"vocab": {"a" 0}}}"#,
        #"{"model": {"vocab": {"a": 0}, "vocab": {}}}"#, #"{"model": {"vocab": [], "merges": []}}"#,
        #"{"model": {"vocab": {"a": "0"}, "merges": []}}"#, #"{"model": {"vocab": {}, "merges": {}}}"#,
        #"{"model": {"vocab": {"a": 0}, "merges": []}, "model": {}}"#,
        #"{"model": {"vocab": {"\ud800": 0}, "merges": []}}"#,
        String(repeating: "[", count: 100_000), #"{"normalizer": "# + String(repeating: "[", count: 5_000),
    ])
    func refusesWhatIsNoTokenizer(text: String) {
        let error = #expect(throws: CheckpointError.self) { try open(text) }
        #expect(error?.file == "folder/tokenizer.json")
    }

    @Test func refusesBytesThatAreNotUTF8() {
        let contents = Array(#"{"model": ""#.utf8) + [0xFF, 0x22, 0x7D]
        #expect(throws: CheckpointError.self) {
            try BytePairTokenizer(contents: contents, file: "f", vocabularyRows: 10, prefix: .id(0))
        }
    }

    @Test(arguments: [
        (#""version": "2.0""#, "version"), (#""version": 1"#, "version"), (#""extra": 1"#, "extra"),
    ])
    func refusesWhatTheTopHolds(top: String, key: String) {
        expectRefusal(Parts().with { $0.top = top }.text, key)
    }

    @Test(arguments: [
        (#"{"a": 0, "b": 1, "c": 2, "ab": 3, "abc": 4, "a": 5}"#, "model.vocab"),
        (#"{"a": 0, "b": 0, "c": 2, "ab": 3, "abc": 4}"#, "model.vocab"),
        (#"{"a": -1, "b": 1, "c": 2, "ab": 3, "abc": 4}"#, "model.vocab"),
        (#"{"a": 16777216, "b": 1, "c": 2, "ab": 3, "abc": 4}"#, "model.vocab"),
        (#"{"a": 4294967295, "b": 1, "c": 2, "ab": 3, "abc": 4}"#, "model.vocab"),
        (#"{"a": 99999999999999999999, "b": 1, "c": 2, "ab": 3, "abc": 4}"#, "model.vocab"),
        (#"{"a": 1.0, "b": 1, "c": 2, "ab": 3, "abc": 4}"#, "model.vocab"),
        (#"{"b": 1, "c": 2, "ab": 3, "abc": 4}"#, "model.merges[0]"),
        (#"{"a": 0, "b": 1, "c": 2, "abc": 4}"#, "model.merges[0]"),
        (#"{"a": 0, "b": 1, "c": 2, "ab": 3}"#, "model.merges[1]"),
    ])
    func refusesVocabularies(vocabulary: String, key: String) {
        expectRefusal(Parts().with { $0.vocabulary = vocabulary }.text, key)
    }

    @Test(arguments: [
        (#"["a x"]"#, "model.merges[0]"), (#"["a b", " c"]"#, "model.merges[1]"), (#"["a "]"#, "model.merges[0]"),
        (#"[["a", ""]]"#, "model.merges[0]"), (#"["b a"]"#, "model.merges[0]"),
    ])
    func refusesMergesByTheirNumber(merges: String, key: String) {
        expectRefusal(Parts().with { $0.merges = merges }.text, key)
    }

    @Test(arguments: [
        #"["ab"]"#, #"["a b c"]"#, #"[["a"]]"#, #"[["a", "b", "c"]]"#, #"["a b", ["ab", "c"]]"#, "[5]", "[[1, 2]]", "5",
        #"{"a": "b"}"#, "null",
    ])
    func refusesMergesOfAnotherForm(merges: String) {
        #expect(throws: CheckpointError.self) { try open(Parts().with { $0.merges = merges }.text) }
    }

    @Test(arguments: [
        (#""type": "Unigram""#, "type"), (#""dropout": 0.1"#, "dropout"), (#""dropout": "0""#, "dropout"),
        (#""unk_token": "<unk>""#, "unk_token"), (#""unk_token": 5"#, "unk_token"), (#""fuse_unk": 1"#, "fuse_unk"),
        (#""byte_fallback": "yes""#, "byte_fallback"), (#""cache_capacity": 10"#, "cache_capacity"),
        (#""continuing_subword_prefix": 2"#, "continuing_subword_prefix"),
        (#""end_of_word_suffix": "\#(String(repeating: "x", count: 300))""#, "end_of_word_suffix"),
    ])
    func refusesOptionsOfTheModel(options: String, key: String) {
        expectRefusal(Parts().with { $0.options = options }.text, "model.\(key)")
    }

    @Test func refusesMergesThatLackThePrefixOrHoldNothingElse() {
        let prefixed = Parts().with {
            $0.options = #""continuing_subword_prefix": "@@""#
            $0.vocabulary = #"{"a": 0, "@@b": 1, "@@": 2, "ab": 3, "bcd": 4}"#
        }
        expectRefusal(prefixed.with { $0.merges = #"[["a", "bcd"]]"# }.text, "model.merges[0]")
        expectRefusal(prefixed.with { $0.merges = #"[["a", "@@"]]"# }.text, "model.merges[0]")
    }

    @Test(arguments: [
        (#""id": 5"#, #""id": 6"#, "id"), (#""id": 5"#, #""id": 4"#, "id"), (#""id": 5"#, #""id": -1"#, "id"),
        (#""id": 5"#, #""id": 10"#, "id"), (#""id": 5"#, #""id": 4294967301"#, "id"),
        (#""id": 5"#, #""id": "5""#, "id"),
        (#""id": 5, "#, "", "id"), (#""<s>""#, #""""#, "content"), (#""<s>""#, "7", "content"),
        (#""<s>""#, #""ab""#, "id"), (#""lstrip": false, "#, "", "lstrip"),
        (#""special": true"#, #""special": 1"#, "special"),
        (#""special": true"#, #""special": true, "rank": 1"#, "rank"),
    ])
    func refusesAddedTokens(part: String, other: String, key: String) {
        let text = Parts().text.replacing(part, with: other)
        expectRefusal(text, "added_tokens[0].\(key)")
    }

    @Test func refusesAddedTokensThatCannotBeToldApart() {
        let token = Parts().added.dropFirst().dropLast()
        let repeated = "[\(token), \(token)]"
        expectRefusal(Parts().with { $0.added = repeated }.text, "added_tokens[1].content")
        let normalized = token.replacing(#""normalized": false"#, with: #""normalized": true"#)
        let other = normalized.replacing("<s>", with: "<S>").replacing(#""id": 5"#, with: #""id": 6"#)
        let lowercase = Parts().with {
            $0.normalizer = #"{"type": "Lowercase"}"#
            $0.added = "[\(normalized), \(other)]"
        }
        expectRefusal(lowercase.text, "added_tokens[1].content")
        let vanishing = Parts().with {
            $0.normalizer = #"{"type": "Strip", "strip_left": true, "strip_right": true}"#
            $0.added = "[\(normalized.replacing("<s>", with: "  "))]"
        }
        expectRefusal(vanishing.text, "added_tokens[0].content")
        expectRefusal(Parts().with { $0.added = "{}" }.text, "added_tokens")
        expectRefusal(Parts().with { $0.added = "[5]" }.text, "added_tokens[0]")
    }

    @Test func refusesAnIDThatFillsAHoleTwice() {
        let holes = Parts().with { $0.vocabulary = #"{"a": 0, "b": 1, "c": 2, "ab": 3, "abc": 5}"# }
        expectRefusal(holes.text, "added_tokens[0].id")
    }

    @Test(arguments: [
        (#"{"type": "Precompiled", "precompiled_charsmap": ""}"#, "normalizer.type"),
        (#"{"type": "BertNormalizer"}"#, "normalizer.type"), (#"{"strip_left": true}"#, "normalizer.type"),
        (#"{"type": "NFC", "form": 1}"#, "normalizer.form"), (#""NFC""#, "normalizer"), ("[]", "normalizer"),
        (#"{"type": "Prepend"}"#, "normalizer.prepend"), (#"{"type": "Prepend", "prepend": ""}"#, "normalizer.prepend"),
        (#"{"type": "Strip", "strip_left": true}"#, "normalizer.strip_right"),
        (#"{"type": "Replace", "pattern": {"String": ""}, "content": ""}"#, "normalizer.pattern"),
        (#"{"type": "Replace", "pattern": {"Regex": "(?<=a)b"}, "content": ""}"#, "normalizer.pattern"),
        (#"{"type": "Replace", "pattern": {"Glob": "*"}, "content": ""}"#, "normalizer.pattern"),
        (#"{"type": "Replace", "pattern": "a", "content": ""}"#, "normalizer.pattern"),
        (#"{"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "NFX"}]}"#, "normalizer.normalizers[1].type"),
        (#"{"type": "Sequence", "normalizers": 1}"#, "normalizer.normalizers"),
    ])
    func refusesNormalizers(normalizer: String, key: String) {
        expectRefusal(Parts().with { $0.normalizer = normalizer }.text, key)
    }

    @Test(arguments: [
        (#"{"type": "UnicodeScripts"}"#, "type"), (#"{"type": "ByteLevel", "trim_offsets": true}"#, "add_prefix_space"),
        (#"{"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "regex": 1}"#, "regex"),
        (#"{"type": "Split", "pattern": {"Regex": "x*"}, "behavior": "Isolated", "invert": false}"#, "pattern"),
        (#"{"type": "Split", "pattern": {"String": "x"}, "behavior": "isolated", "invert": false}"#, "behavior"),
        (#"{"type": "Split", "pattern": {"String": "x"}, "behavior": "Isolated"}"#, "invert"),
        (#"{"type": "Metaspace", "replacement": "__"}"#, "replacement"),
        (#"{"type": "Metaspace", "replacement": "_", "prepend_scheme": "last"}"#, "prepend_scheme"),
        (#"{"type": "Metaspace", "replacement": "_", "add_prefix_space": false}"#, "add_prefix_space"),
        (#"{"type": "Metaspace", "replacement": "_", "str_rep": "-"}"#, "str_rep"),
        (#"{"type": "Digits"}"#, "individual_digits"), (#"{"type": "FixedLength", "length": 0}"#, "length"),
        (#"{"type": "Sequence", "pretokenizers": [{"type": "No"}]}"#, "pretokenizers[0].type"),
        (#"{"type": "CharDelimiterSplit", "delimiter": ""}"#, "delimiter"),
    ])
    func refusesPreTokenizers(preTokenizer: String, key: String) {
        expectRefusal(Parts().with { $0.preTokenizer = preTokenizer }.text, "pre_tokenizer.\(key)")
    }

    @Test func saysEveryErrorAtOnce() {
        let broken = Parts().with {
            $0.top = #""version": "2.0""#
            $0.normalizer = #"{"type": "Sequence", "normalizers": [{"type": "Prepend"}, {"type": "NFX"}]}"#
            $0.options = #""fuse_unk": 1"#
        }
        let error = #expect(throws: CheckpointError.self) { try open(broken.text) }
        #expect(error?.code == .malformed)
        for place in [
            "tokenizer.json: version: ", "also normalizer.normalizers[0].prepend: ",
            "also normalizer.normalizers[1].type: ", "also model.fuse_unk: ",
        ] {
            #expect(error?.description.contains(place) == true, "\(error?.description ?? "")")
        }
        let unsupported = #expect(throws: CheckpointError.self) {
            try open(Parts().with { $0.normalizer = #"{"type": "CTC", "pad_token": "x"}"# }.text)
        }
        #expect(unsupported?.code == .unsupported)
        #expect(unsupported?.message.contains("also") == false)
    }

    @Test func everyChangeOfAByteIsReadOrRefusedByAnErrorOfTheFile() {
        let parts = Parts().with {
            $0.normalizer =
                #"{"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "_"}, {"type": "NFC"}]}"#
            $0.preTokenizer = #"{"type": "FixedLength", "length": 5}"#
            $0.decoder = #"{"type": "Strip", "content": "_", "start": 1, "stop": 0}"#
        }
        let whole = Array(parts.text.utf8)
        var (read, refused) = (0, 0)
        for place in whole.indices {
            for byte in ["0", "9", "-", "\"", "]", "}", "x"].flatMap(\.utf8) {
                var contents = whole
                contents[place] = byte
                do {
                    let tokenizer = try BytePairTokenizer(
                        contents: contents, file: "folder/tokenizer.json", vocabularyRows: 10, prefix: .id(0))
                    _ = tokenizer.encode(Array("abcab<s>bx".utf8))
                    read += 1
                } catch {
                    #expect(error.file == "folder/tokenizer.json" && !error.message.isEmpty)
                    refused += 1
                }
            }
        }
        #expect(read > 100 && refused > 1_000)
    }
}
