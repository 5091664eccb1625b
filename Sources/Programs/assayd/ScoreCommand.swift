import ArgumentParser
import Checkpoints
import Foundation
import LanguageModels
import Mixtures
import Scoring
import StrictJSON
import Tokenizers

/// Scores texts under a checkpoint without a service.
struct ScoreCommand: ParsableCommand, ComputingCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "Score texts under a checkpoint.",
        discussion: """
            Every text file, and every line of a JSONL file, is a document. A line is an object with "text" and perhaps \
            "domain", "context" (conditioned on, not scored) and "cluster"; other keys are taken no notice of. Files may \
            be gzip. A document without a domain has its file's name for one.

            Of an array of token ids, every row of a .npy array with two dimensions is a document, and in the others \
            every piece between the ids that end a document. Raw arrays are little-endian, without a header.
            """)

    @Argument(help: ArgumentHelp("The folder with config.json and model.safetensors.", valueName: "checkpoint-folder"))
    var folder: String

    @OptionGroup var files: ScoredFiles

    @Option(help: "The domain of documents that name none.")
    var domain: String?

    @Option(help: "The most tokens that a window reads; the model's own unless given.")
    var context: Int?

    @Option(help: "The arithmetic of matrix products: f32 or bf16.")
    var precision: Precision = .f32

    @Option(help: "How many threads compute; as many as the machine has processors unless given.")
    var threads: Int = ProcessInfo.processInfo.activeProcessorCount

    @Flag(help: "Read text as bytes although the checkpoint brings a tokenizer.")
    var bytes = false

    @OptionGroup var ignored: IgnoredKeys

    @Flag(help: "Print JSON instead of a table.")
    var json = false

    @Flag(help: "With --json, print each token's id and negative log-likelihood too.")
    var perToken = false

    func validate() throws {
        guard (1...1024).contains(threads) else {
            throw ValidationError("--threads is \(threads); expected 1 to 1024.")
        }
        guard domain != "" else { throw ValidationError("--domain is empty; expected a name.") }
        guard json || !perToken else { throw ValidationError("--per-token is printed as JSON: give --json too.") }
    }

    func run() throws {
        let model = try CheckpointModel.open(folder, ignoring: Set(ignored.keys))
        let checkpoint = model.checkpoint
        let scorer = try openScorer(of: model)
        var documents: [PreparedDocument] = []
        var origins: [ScoreReport.Origin] = []
        var empty = 0
        let reading = try files.tokenReading(of: checkpoint.files, for: scorer)
        for (file, format) in files.inOrder {
            let reader = DocumentReader(path: file, format: format, domain: domain, tokens: reading)
            empty += try reader.forEach { document, line in
                let prepared = PreparedDocument(document, tokenizer: scorer.tokenizer, context: scorer.context)
                do {
                    try prepared.checkTokens(of: scorer.tokenizer, below: model.configuration.vocabularySize)
                } catch {
                    throw DocumentError(file: file, line: line, message: "\(error)")
                }
                documents.append(prepared)
                origins.append(ScoreReport.Origin(file: file, line: line))
            }
        }
        let scores = try scorer.score(documents, precision: precision, threads: threads, keepsTokens: perToken)
        let report = try ScoreReport(
            checkpoint: folder, context: scorer.context, precision: precision,
            documents: Array(zip(origins, scores).map { (origin: $0, score: $1) }), emptyDocuments: empty,
            tokens: perToken ? documents.map(\.tokens) : nil)
        print(json ? String(decoding: report.json.serialized(), as: UTF8.self) + "\n" : report.table, terminator: "")
    }

    private func openScorer(of model: CheckpointModel) throws -> Scorer {
        let tokenizer = try (bytes ? TokenizerSelection.bytes : .ofCheckpoint).open(
            for: model.checkpoint.files, vocabularyRows: model.configuration.vocabularySize)
        return try Scorer(
            configuration: model.configuration, parameters: model.parameters(as: model.configuration),
            tokenizer: tokenizer, context: context)
    }
}
