import API
import ArgumentParser
import Client
import Foundation
import Mixtures
import Statistics
import TextTables

struct LedgerCommand: ServiceCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "What a pool's answers have cost, and what training each candidate would have cost instead.",
        discussion: "FLOPs are 6·N·D for training N parameters on D tokens, and 2·N·D for scoring them.")

    @Option(help: "The pool (id or name).") var pool: String
    @Option(help: "Only what this study asked for and computed (id or name).") var study: String?
    @Option(
        help: ArgumentHelp(
            "What a candidate would be trained on (default: the mean of reference runs, else of partition models).",
            valueName: "tokens"))
    var tokensPerCandidate: Int?
    @OptionGroup var service: ServiceOptions

    func report(from client: AssayClient) async throws -> Report {
        let ledger = try await client.ledger(of: pool, study: study, tokensPerCandidate: tokensPerCandidate)
        return try Report(ledger, tables: Self.tables(ledger), ids: [ledger.pool])
    }

    static func tables(_ ledger: LedgerResource) -> [Table] {
        var table = Table(
            title: "Cost, models of \(Figures.count(ledger.parameters)) parameters",
            columns: [.text("work"), .number("count"), .number("tokens"), .number("FLOPs"), .number("hours")])
        for entry in ledger.entries {
            table.add([
                entry.activity.rawValue.replacingOccurrences(of: "_", with: " "), Figures.count(entry.count),
                Figures.count(entry.tokens), Figures.power(entry.flops), Figures.decimal(entry.seconds / 3_600, 3),
            ])
        }
        if let alternative = ledger.alternative {
            table.add([
                "training each candidate instead", Figures.count(alternative.candidates),
                Figures.count(alternative.tokens), Figures.power(alternative.flops),
                alternative.seconds.map { Figures.decimal($0 / 3_600, 3) },
            ])
            table.notes.append(
                "each on \(Figures.count(alternative.tokensPerCandidate)) tokens ("
                    + alternative.tokensSource.rawValue.replacingOccurrences(of: "_", with: " ") + ")"
                    + (alternative.ratio.map {
                        ": \(Figures.decimal($0, 1)) × the FLOPs of partition training, log probabilities and scoring"
                    } ?? ""))
        } else {
            table.notes.append(
                "no training run tells what a candidate would be trained on: give --tokens-per-candidate")
        }
        return [table]
    }
}
