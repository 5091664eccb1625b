import Checkpoints
import Testing
import Tokenizers

/// Parts of a tokenizer file that touch no document stop nobody.
@Suite struct InertPartTests {
    /// A small tokenizer, with parts to be changed.
    private struct Parts {
        var top = #""version": "1.0", "truncation": null, "padding": null"#
        var postProcessor = "null"
        var decoder = "null"

        var text: String {
            """
            {\(top), "added_tokens": [{"id": 5, "content": "<s>", "single_word": false, "lstrip": false, \
            "rstrip": false, "normalized": false, "special": true}], "normalizer": null, "pre_tokenizer": null,
            "post_processor": \(postProcessor), "decoder": \(decoder),
            "model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "c": 2, "ab": 3, "abc": 4}, "merges": ["a b", "ab c"]}}
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

    @Test func aDecoderThatIsNotKnownStopsArraysOfTokensAlone() throws {
        for (decoder, key) in [
            (#"{"type": "CTC"}"#, "decoder.type"), (#"{"type": "Fuse", "x": 1}"#, "decoder.x"), ("[]", "decoder"),
        ] {
            let tokenizer = try open(Parts().with { $0.decoder = decoder }.text)
            #expect(tokenizer.encode(Array("abc".utf8)) == [4])
            let error = #expect(throws: CheckpointError.self) { try tokenizer.checkDecodes() }
            #expect(error?.subject == key && error?.file == "folder/tokenizer.json")
        }
        try open(Parts().text).checkDecodes()
    }

    @Test func whatTouchesNoDocumentStopsNothing() throws {
        let template = #"{"type": "TemplateProcessing", "single": [], "pair": [], "special_tokens": {}, "more": 1}"#
        for postProcessor in [#"{"type": "Mystery"}"#, template, "[]"] {
            let tokenizer = try open(Parts().with { $0.postProcessor = postProcessor }.text)
            #expect(tokenizer.encode(Array("abc".utf8)) == [4])
        }
        let saved = try open(
            Parts().with { $0.top = #""truncation": {"max_length": 1}, "padding": {"length": 9, "pad_id": 77}"# }.text)
        #expect(saved.encode(Array("abcab".utf8)) == [4, 3])
        #expect(try open("\u{FEFF}" + Parts().text).encode(Array("abc".utf8)) == [4])
    }

    @Test func anAddedTokenBeyondTheEmbeddingStopsNoTokenizer() throws {
        let tokenizer = try open(Parts().text, rows: 5)
        #expect(tokenizer.vocabularySize == 6)
        #expect(tokenizer.encode(Array("ab<s>".utf8)) == [3, 5])
        // The token of a vocabulary may lie beyond too, but not the one that begins every document.
        #expect(try open(Parts().text, rows: 4).encode(Array("abc".utf8)) == [4])
        let error = #expect(throws: CheckpointError.self) {
            try BytePairTokenizer(
                contents: Array(Parts().text.utf8), file: "f", vocabularyRows: 5, prefix: .content(Array("<s>".utf8)))
        }
        #expect(error?.message.contains("has the id 5") == true)
    }

    @Test(arguments: [
        #"{"model": {"type": "Unigram", "unk_id": 0, "vocab": [["<unk>", 0.0], ["a", -1.5]]}}"#,
        #"{"model": {"vocab": [["<unk>", 0.0]], "type": "Unigram"}}"#,
        #"{"model": {"type": "WordPiece", "vocab": {"a": 0}, "max_input_chars_per_word": 100}}"#,
        #"{"model": {"type": "WordLevel", "vocab": {"a": 0}, "unk_token": "a"}}"#,
    ])
    func aTokenizerOfAnotherKindIsCalledByIt(text: String) {
        let error = #expect(throws: CheckpointError.self) { try open(text) }
        #expect(error?.code == .unsupported && error?.subject?.hasPrefix("model.") == true)
        #expect(error?.message.contains("byte-pair tokenizers (\"BPE\") are read") == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("also") == false)
    }
}
