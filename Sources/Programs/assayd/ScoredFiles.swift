import ArgumentParser
import Checkpoints
import LanguageModels
import Scoring
import Tokenizers
import Words

/// The files that are scored, by their format.
struct ScoredFiles: ParsableArguments {
    @Option(parsing: .upToNextOption, help: ArgumentHelp("Text files, each a document.", valueName: "file"))
    var text: [String] = []

    @Option(parsing: .upToNextOption, help: ArgumentHelp("JSONL files, each line a document.", valueName: "file"))
    var jsonl: [String] = []

    @Option(parsing: .upToNextOption, help: ArgumentHelp("NumPy arrays of token ids.", valueName: "file"))
    var npy: [String] = []

    @Option(parsing: .upToNextOption, help: ArgumentHelp("Raw arrays of token ids of 2 bytes.", valueName: "file"))
    var uint16: [String] = []

    @Option(parsing: .upToNextOption, help: ArgumentHelp("Raw arrays of token ids of 4 bytes.", valueName: "file"))
    var uint32: [String] = []

    @Option(
        help: ArgumentHelp(
            "The id that ends a document in arrays of token ids, or \"none\"; the checkpoint's EOS unless given.",
            valueName: "id"))
    var separator: Separator?

    /// The files of each format, in the order in which they are scored.
    var inOrder: [(file: String, format: DocumentFormat)] {
        let groups: [([String], DocumentFormat)] = [
            (text, .text), (jsonl, .jsonLines), (npy, .npy), (uint16, .uint16), (uint32, .uint32),
        ]
        return groups.flatMap { files, format in files.map { (file: $0, format: format) } }
    }

    func validate() throws {
        guard !inOrder.isEmpty else {
            throw ValidationError(
                "There is nothing to score: give --text FILE, --jsonl FILE, --npy FILE, --uint16 FILE or --uint32 FILE."
            )
        }
    }

    /// How arrays of token ids are read; `nil` if no file holds one.
    func tokenReading(of checkpoint: CheckpointFiles, for scorer: Scorer) throws -> TokenReading? {
        guard inOrder.contains(where: \.format.holdsTokens) else { return nil }
        let separator: Int32? =
            switch separator {
            case nil: try PrefixToken.endOfDocument(namedBy: checkpoint, tokenizer: scorer.tokenizer)
            case .some(.noID): nil
            case .some(.id(let id)): id
            }
        return TokenReading(
            tokenizer: scorer.tokenizer, vocabularyRows: scorer.model.configuration.vocabularySize,
            separator: separator)
    }

    /// What ends a document in an array.
    enum Separator: Hashable, ExpressibleByArgument {
        case noID
        case id(Int32)

        init?(argument: String) {
            if argument == "none" {
                self = .noID
            } else if let id = Int32(argument), id >= 0 {
                self = .id(id)
            } else {
                return nil
            }
        }
    }
}
