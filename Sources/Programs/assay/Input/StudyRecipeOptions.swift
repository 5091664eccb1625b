import API
import ArgumentParser
import Mixtures
import Studies

/// How a study merges its candidates, and what of it is searched.
struct StudyRecipeOptions: ParsableArguments {
    @Option(help: "A merge method; repeat to have one chosen (default: linear).") var method: [MergeMethod] = []
    @Option(
        name: .customLong("parameter"),
        help: ArgumentHelp("A parameter that every candidate has whose method has it; repeat.", valueName: "name=value")
    )
    var parameters: [PairArgument] = []
    @Option(
        name: .customLong("range"),
        help: ArgumentHelp(
            "A parameter that is searched: lambda, density, gamma or epsilon; repeat.",
            valueName: "name=least..most[,log]"))
    var ranges: [RangeArgument] = []
    @Option(help: "Of enumerate: how many values of each range are listed (default: 3).") var levels: Int?
    @Option(help: "What forward passes are computed in; repeat to have one chosen (default: f32).")
    var precision: [Precision] = []

    func validate() throws {
        _ = try recipe()
    }

    /// Whether any of the flags is there.
    var isGiven: Bool {
        !(method.isEmpty && parameters.isEmpty && ranges.isEmpty && precision.isEmpty) || levels != nil
    }

    /// The recipe that the flags make.
    func recipe() throws -> StudyRecipe {
        if let twice = ranges.map(\.parameter).first(where: { name in ranges.count { $0.parameter == name } > 1 }) {
            throw ValidationError("--range \(twice.rawValue): stands twice.")
        }
        return StudyRecipe(
            methods: method.isEmpty ? [.linear] : method, parameters: try MergeParameters(parameters),
            precisions: precision.isEmpty ? [.f32] : precision,
            ranges: Dictionary(ranges.map { ($0.parameter, $0.range) }) { first, _ in first }, levels: levels ?? 3)
    }
}

/// How a mixture that a study is told of was merged, as far as that is said.
struct ToldRecipeOptions: ParsableArguments {
    @Option(help: "Of the mixture: its merge method (default: the study's first).") var method: MergeMethod?
    @Option(
        name: .customLong("parameter"),
        help: ArgumentHelp("Of the mixture: a parameter of the method; repeat.", valueName: "name=value"))
    var parameters: [PairArgument] = []
    @Option(help: "Of the mixture: what its forward passes are computed in (default: the study's first).")
    var precision: Precision?

    func validate() throws {
        _ = try recipe()
    }

    /// Whether any of the flags is there.
    var isGiven: Bool { method != nil || !parameters.isEmpty || precision != nil }

    /// What is said of the recipe; `nil` when nothing is.
    func recipe() throws -> StudyTelling.Recipe? {
        guard method != nil || !parameters.isEmpty else { return nil }
        return StudyTelling.Recipe(
            method: method, parameters: parameters.isEmpty ? nil : try MergeParameters(parameters))
    }
}

/// `lambda=0.5..1.5` or `lambda=0.1..10,log` of the command line.
struct RangeArgument: ExpressibleByArgument, Hashable, Sendable {
    let parameter: MergeParameter
    let range: ValueRange

    init?(argument: String) {
        guard let pair = PairArgument(argument: argument), let parameter = MergeParameter(rawValue: pair.left) else {
            return nil
        }
        let parts = pair.right.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 1 || (parts.count == 2 && parts[1] == "log"),
            let dots = parts[0].firstRange(of: ".."), let low = Double(finite: parts[0][..<dots.lowerBound]),
            let high = Double(finite: parts[0][dots.upperBound...])
        else { return nil }
        self.parameter = parameter
        range = ValueRange(low: low, high: high, isLogarithmic: parts.count == 2)
    }
}
