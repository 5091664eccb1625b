import ArgumentParser
import Mixtures

/// Micro or macro weights of the command line.
struct WeightingOptions: ParsableArguments {
    @Option(help: "Weights by tokens (micro), or equal over groups of labels and by tokens within (macro).")
    var weighting: Weighting.Kind?
    @Option(
        name: .customLong("group"),
        help: ArgumentHelp(
            "With --weighting: the weight of a path of labels or a partition, spread within it; repeat.",
            valueName: "path=weight"))
    var groups: [WeightArgument] = []
    @Option(help: "With --weighting macro: levels of labels that weights are equal over.") var levels: Int?

    func validate() throws {
        if weighting == nil, !groups.isEmpty || levels != nil {
            throw ValidationError("--group and --levels say more of --weighting, which is missing.")
        }
        if weighting == .micro, levels != nil {
            throw ValidationError("--levels is for --weighting macro: micro weights know no groups.")
        }
    }

    /// What was asked for; `nil` if nothing was.
    func asked() throws -> Weighting? {
        guard let weighting else { return nil }
        return Weighting(
            weighting, over: groups.isEmpty ? .all : .groups(try groups.weights()), levels: levels ?? 1)
    }
}
