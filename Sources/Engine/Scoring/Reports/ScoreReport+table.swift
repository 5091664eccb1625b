import Foundation
import Mixtures
import TextTables

extension ScoreReport {
    /// The report as a table: a line a domain, then their sum and their mean.
    public var table: String {
        var table = Table(["domain", "documents", "tokens", "bytes", "NLL/token", "perplexity", "bits/byte"])
        for domain in score.domains { table.add(row(domain.domain, domain.sums)) }
        if score.domains.count > 1 {
            table.add(row("all", score.total))
            table.add(["mean", "", "", "", "", number(score.macro.perplexity), number(score.macro.bitsPerByte)])
        }
        table.notes = [
            "",
            "\(checkpoint), context \(context), \(precision.rawValue), \(RollingWindows.protocolName), \(kernelPath)",
        ]
        if emptyDocuments > 0 { table.notes.append("\(emptyDocuments) documents without text were left out") }
        return table.text(rule: "─")
    }

    private func row(_ name: String, _ sums: ScoreSums) -> [String] {
        [
            name, "\(sums.documents)", "\(sums.tokens)", "\(sums.bytes)", number(sums.nllPerToken),
            number(sums.perplexity), number(sums.bitsPerByte),
        ]
    }

    private func number(_ value: Double) -> String {
        value < 1e6 ? String(format: "%.4f", value) : String(format: "%.4g", value)
    }
}
