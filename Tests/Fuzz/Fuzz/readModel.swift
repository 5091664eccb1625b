import Checkpoints
import Foundation
import LanguageModels
import Tokenizers

/// Reads a `config.json`, and makes ready the model that it describes.
func readConfiguration(_ bytes: UnsafeRawBufferPointer) {
    do {
        let configuration = try ModelConfiguration(json: Data(bytes), file: "config.json")
        _ = configuration.differences(from: configuration)
        // There are no tensors, so that this ends at the first that is looked for.
        _ = try LanguageModel(configuration: configuration, parameters: MemoryTensorSource())
        preconditionFailure("a model without parameters was accepted")
    } catch is CheckpointError {
    } catch is LanguageModelError {
    } catch {
        preconditionFailure("an error of another kind: \(error)")
    }
}

/// Text in which tokenizers differ: scripts, spaces, line ends, digits, marks, an emoji of several scalars, a special
/// token.
private let sample = Array(
    "Hello  wörld's\r\n\t123 4567 \u{4E2D}\u{6587} e\u{301} \u{1F468}\u{200D}\u{1F469} <|endoftext|>\u{0}\u{1C} x".utf8)

/// Reads a `tokenizer.json`, and reads a text and its own spellings with it.
func readTokenizer(_ bytes: UnsafeRawBufferPointer) {
    let tokenizer: BytePairTokenizer
    do throws(CheckpointError) {
        tokenizer = try BytePairTokenizer(
            contents: Array(bytes), file: "tokenizer.json", vocabularyRows: 1 << 17, prefix: .id(0))
    } catch { return }
    for id in tokenizer.encode(sample) {
        precondition((0..<tokenizer.vocabularySize).contains(Int(id)), "an id beyond the vocabulary: \(id)")
        precondition(tokenizer.bytes(of: id) != nil, "an id that stands for nothing: \(id)")
    }
}
