import ArgumentParser
import Mixtures

/// How candidates are scored, whatever they are made of.
struct ScoringArguments: ParsableArguments {
    @Option(help: "The arithmetic of the forward pass.") var precision = Precision.f32
    @Option(help: "Tokens of context (default: the models' own).") var context: Int?

    var options: ScoringOptions { ScoringOptions(precision: precision, context: context) }
}
