import ArgumentParser
import Checkpoints
import Foundation
import LanguageModels
import Scoring
import StrictJSON
import Tokenizers

/// Scores texts under a checkpoint without a service.
struct ScoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "Score texts under a checkpoint.",
        discussion: """
            Every text file, and every line of a JSONL file, is a document. A line is an object with "text" and perhaps \
            "domain", "context" (conditioned on, not scored) and "cluster"; other keys are taken no notice of. Files may \
            be gzip. A document without a domain has its file's name for one.
            """)

    @Argument(help: ArgumentHelp("The folder with config.json and model.safetensors.", valueName: "checkpoint-folder"))
    var folder: String

    @Option(parsing: .upToNextOption, help: ArgumentHelp("Text files, each a document.", valueName: "file"))
    var text: [String] = []

    @Option(parsing: .upToNextOption, help: ArgumentHelp("JSONL files, each line a document.", valueName: "file"))
    var jsonl: [String] = []

    @Option(help: "The domain of documents that name none.")
    var domain: String?

    @Option(help: "The most tokens that a window reads; the model's own unless given.")
    var context: Int?

    @Option(help: "How many threads compute; as many as the machine has processors unless given.")
    var threads: Int = ProcessInfo.processInfo.activeProcessorCount

    @Flag(help: "Read text as bytes although the checkpoint brings a tokenizer.")
    var bytes = false

    @Flag(help: "Print JSON instead of a table.")
    var json = false

    @Flag(help: "With --json, print each token's negative log-likelihood too.")
    var tokens = false

    func validate() throws {
        guard !text.isEmpty || !jsonl.isEmpty else {
            throw ValidationError("There is nothing to score: give --text FILE or --jsonl FILE.")
        }
        guard (1...1024).contains(threads) else {
            throw ValidationError("--threads is \(threads); expected 1 to 1024.")
        }
        guard domain != "" else { throw ValidationError("--domain is empty; expected a name.") }
    }

    func run() throws {
        KernelPath.restartOnce()
        let scorer = try openScorer()
        var documents: [Document] = []
        var origins: [ScoreReport.Origin] = []
        for (file, format) in text.map({ ($0, DocumentFormat.text) }) + jsonl.map({ ($0, .jsonl) }) {
            try DocumentReader(path: file, format: format, domain: domain).forEach { document, line in
                documents.append(document)
                origins.append(ScoreReport.Origin(file: file, line: line))
            }
        }
        let scores = try scorer.score(documents, threads: threads, keepsTokens: tokens)
        let report = try ScoreReport(
            checkpoint: folder, context: scorer.context, kernelPath: .current,
            documents: Array(zip(origins, scores).map { (origin: $0, score: $1) }))
        print(json ? String(decoding: report.json.serialized(), as: UTF8.self) : report.table)
    }

    private func openScorer() throws -> Scorer {
        let checkpoint = try CheckpointFolder.open(folder)
        let configuration = try ModelConfiguration(
            json: checkpoint.configuration, file: checkpoint.files.path(of: CheckpointFiles.configuration))
        let tokenizer = try (bytes ? TokenizerSelection.bytes : .ofCheckpoint).open(
            for: checkpoint.files, vocabularyRows: configuration.vocabularySize)
        return try Scorer(
            configuration: configuration, parameters: checkpoint, tokenizer: tokenizer, context: context)
    }
}
