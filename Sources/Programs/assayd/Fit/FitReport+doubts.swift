import Mixtures
import Surrogates
import TextTables

extension FitReport {
    /// Why predictions of a mixture are not to be trusted as those of mixtures like the fitted ones.
    static func doubts(
        of row: Int, in table: MixtureTable, predictions: [Prediction], surrogates: SurrogateSet
    ) -> [String] {
        let strangers = table.strangers[row].map { stranger in
            "\(stranger.partition) is \(Extrapolation.share(stranger.weight)), and in no fitted mixture"
        }
        // What is left of a mixture without its strangers is no mixture.
        let extrapolation = strangers.isEmpty ? surrogates.range.extrapolation(of: table.weights[row]) : nil
        let outside = extrapolation?.sentences(names: table.partitions) ?? []
        let impossible = zip(surrogates.fits, predictions).compactMap { fit, prediction in
            fit.smallest >= 0 && prediction.mean < 0
                ? "\(fit.name) is predicted to be below 0, which no loss that was found is" : nil
        }
        return strangers + outside + impossible
    }

    /// At most so many are listed; `--json` has them all.
    private static let mostDoubts = 20

    /// The mixtures whose predictions are marked, with the reasons; empty without any.
    var doubtsTable: String {
        guard let predicted else { return "" }
        let marked = predicted.doubts.indices.filter { !predicted.doubts[$0].isEmpty }
        guard !marked.isEmpty else { return "" }
        let index = predicted.indexName.isEmpty ? "index" : predicted.indexName
        var table = Table(columns: [.text(index), .text("deviation"), .text("why")])
        table.title = "\(marked.count) of \(predicted.labels.count) predictions are of mixtures unlike those fitted:"
        for row in marked.prefix(FitReport.mostDoubts) {
            let isKnown = predicted.predictions[row].allSatisfy { $0.standardDeviation != nil }
            table.add([
                predicted.labels[row], isKnown ? "wider" : "unknown", predicted.doubts[row].joined(separator: "; "),
            ])
        }
        if marked.count > FitReport.mostDoubts {
            table.notes = ["and \(marked.count - FitReport.mostDoubts) more: --json lists all"]
        }
        return table.text
    }
}
