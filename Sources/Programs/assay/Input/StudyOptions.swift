import API
import ArgumentParser
import Foundation
import Mixtures
import StrictJSON
import Studies

/// What a study searches for, and how: a file, or flags for what is asked most.
struct StudyOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A file with the definition as JSON; or else --strategy.", valueName: "file"))
    var file: String?

    @Option(help: "How it looks for mixtures.") var strategy: StudyStrategy.Kind?
    @Option(help: "Of enumerate: the sizes of subsets, such as 1,2,3.") var sizes: SizesArgument?
    @Flag(help: "Of enumerate: all but one, for each partition.") var leaveOneOut = false
    @Flag(help: "Of enumerate: each partition alone.") var singles = false
    @Flag(help: "Of enumerate: every two.") var pairs = false
    @Option(help: "Of dirichlet and sobol: how many mixtures.") var count: Int?
    @Option(help: "Of dirichlet: below 1 favours few partitions.") var concentration: Double?
    @Option(help: "Of surrogate: mixtures before the first fit.") var initial: Int?
    @Option(help: "Of surrogate: mixtures in each round.") var perRound: Int?
    @Option(help: "Of surrogate: rounds of proposals.") var rounds: Int?
    @Option(help: "Of surrogate: the regressor (default: chosen by held-out fit).") var regressor: RegressorChoice?
    @Option(help: "What is made small: macro, micro, worst, or a domain (default: macro).") var objective: String?
    @Option(help: "merge, ensemble or both (default: merge).") var estimator: StudyEstimator?
    @Option(help: "What every random choice starts from (default: 0).") var seed: Int?
    @Option(help: "Evaluations that it may ask for in all.") var evaluations: Int?

    @OptionGroup var recipe: StudyRecipeOptions

    @Option(help: "Drop candidates that are clearly behind: looks at the scores, the last of all selecting documents.")
    var racingLooks: Int?
    @Option(help: "Of racing: the probability that the best is dropped, at most (default: 0.05).")
    var racingAlpha: Double?

    func validate() throws {
        guard (file == nil) != (strategy == nil) else { throw ValidationError("Give either --file or --strategy.") }
        guard file == nil || !recipe.isGiven else {
            throw ValidationError("The recipe of --file stands in the file: leave its flags away.")
        }
        guard racingAlpha == nil || racingLooks != nil else {
            throw ValidationError("--racing-alpha is of a race: give --racing-looks too.")
        }
    }

    /// The definition that file or flags make.
    func definition() throws -> StudyDefinition {
        if let file { return try Self.definition(inFile: file) }
        var definition = StudyDefinition(strategy: try chosenStrategy())
        if let objective { definition.objective = Objective(word: objective) ?? .domain(objective) }
        if let estimator { definition.estimator = estimator }
        definition.recipe = try recipe.recipe()
        if let seed {
            guard let seed = UInt64(exactly: seed) else {
                throw Failure(.input, "--seed is \(seed); expected at least 0")
            }
            definition.seed = seed
        }
        definition.budget.evaluations = evaluations
        if let racingLooks { definition.racing = .init(looks: racingLooks, alpha: racingAlpha ?? 0.05) }
        return definition
    }

    private static func definition(inFile file: String) throws -> StudyDefinition {
        let bytes = Array(try InputFile.contents(of: file))
        do throws(InvalidBody) {
            return try JSONCoder.read(StudyDefinition.self, from: bytes)
        } catch {
            throw Failure(.input, "\(file): \(error)")
        }
    }

    private func chosenStrategy() throws -> StudyStrategy {
        switch strategy {
        case .enumerate:
            return .enumerate(
                .init(sizes: sizes?.sizes ?? [], leaveOneOut: leaveOneOut, singles: singles, pairs: pairs))
        case .dirichlet:
            return .dirichlet(count: try required(count, "--count"), concentration: concentration ?? 1)
        case .sobol: return .sobol(count: try required(count, "--count"))
        case .convex: return .convex(.init())
        case .surrogate:
            var search = StudyStrategy.SurrogateSearch(
                regressor: regressor ?? .auto, initial: try required(initial, "--initial"))
            if let perRound { search.perRound = perRound }
            if let rounds { search.rounds = rounds }
            return .surrogate(search)
        case .outside, nil: return .outside
        }
    }

    private func required(_ value: Int?, _ flag: String) throws -> Int {
        guard let value else { throw Failure(.input, "\(flag) is missing; this strategy needs it") }
        return value
    }
}

/// Whole numbers with commas between: `1,2,3`.
struct SizesArgument: ExpressibleByArgument, Hashable {
    let sizes: [Int]

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        let sizes = parts.compactMap { Int($0) }
        guard sizes.count == parts.count else { return nil }
        self.sizes = sizes
    }
}
