import Foundation
import Mixtures

extension ScoreReport {
    /// The report as a table: a line a domain, then their sum and their mean.
    public var table: String {
        let head = ["domain", "documents", "tokens", "bytes", "NLL/token", "perplexity", "bits/byte"]
        var rows = score.domains.map { row($0.domain, $0.sums) }
        if score.domains.count > 1 {
            rows.append(row("all", score.total))
            rows.append(["mean", "", "", "", "", number(score.macro.perplexity), number(score.macro.bitsPerByte)])
        }
        let widths = head.indices.map { column in ([head] + rows).map { $0[column].count }.max() ?? 0 }
        let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
        let lines = ([head] + rows).map { cells in
            zip(cells, widths).enumerated().map { index, cell in
                let padding = String(repeating: " ", count: cell.1 - cell.0.count)
                return index == 0 ? cell.0 + padding : padding + cell.0
            }.joined(separator: "  ")
        }
        return """
            \(lines[0])
            \(rule)
            \(lines.dropFirst().joined(separator: "\n"))

            \(checkpoint), context \(context), \(precision.rawValue), \(RollingWindows.protocolName), \(kernelPath)
            """
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
