import API
import ArgumentParser
import Client
import Words

struct ContaminationCommand: ServiceCommand {
    static let configuration = CommandConfiguration(
        commandName: "contamination",
        abstract: "What an evaluation set shares with the text that a pool's models were trained on.",
        discussion: """
            A document overlaps when 13 words in a row of it stand in one document of a partition, or of the base's share. \
            A word is a run of letters, marks and digits, in lower case; a Chinese or Japanese character is one by itself; \
            all else separates words. A document of fewer than 13 words is never said to overlap. Scores leave overlapping \
            documents out with --exclude-overlapping.
            """)

    @Option(help: "The pool (id or name).") var pool: String
    @Option(name: .customLong("set"), help: "The evaluation set (id or name).") var evaluationSet: String
    @Flag(help: "Queue the search again if it was cancelled.") var again = false
    @Flag(name: .customLong("no-wait"), help: "Return at once, found or not.") var isImmediate = false
    @OptionGroup var service: ServiceOptions

    func report(from client: AssayClient) async throws -> Report {
        var found = try await client.findContamination(of: pool, on: evaluationSet, again: again)
        var failure: Failure? =
            found.state == .cancelled ? Failure(.work, "the search was cancelled; --again queues it again") : nil
        if !isImmediate, !found.state.isFinal {
            let jobs = try await Waiting(client: client).jobs([found.job], title: "comparing \(evaluationSet)")
            failure = Waiting.failure(of: jobs)
            found = try await client.contamination(of: found.pool, on: found.evaluationSet)
        }
        return try Report(found, tables: ContaminationText.tables(found), ids: [found.id], failure: failure)
    }
}
