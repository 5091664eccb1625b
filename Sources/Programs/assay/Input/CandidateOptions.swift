import API
import ArgumentParser
import Client
import Mixtures

/// Which mixtures a command is about.
struct CandidateOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("One mixture; repeat.", valueName: "name=weight")) var weights: [WeightArgument] = []
    @Option(name: .customLong("file"), help: "Mixtures from a file: .csv with a column a partition, else JSON.")
    var files: [String] = []
    @Option(help: ArgumentHelp("Every subset of these sizes with equal weights.", valueName: "1,2,3"))
    var subsets: SizeList?
    @Flag(help: "Equal weights over all partitions.") var uniform = false
    @Flag(help: "Weights in proportion to tokens.") var proportional = false
    @Option(help: ArgumentHelp("This many random mixtures.", valueName: "count")) var dirichlet: Int?
    @Option(help: "Concentration of the random mixtures: 1 is uniform over the simplex.") var concentration = 1.0
    @Option(help: "Seed of the random mixtures.") var seed: UInt64 = 1
    @Flag(help: "Divide weights by their sum.") var normalize = false

    /// A mixture that was asked for, and how it is called.
    struct Candidate {
        let weights: [String: Double]
        let label: String?
        /// Where in a file it stands, for messages; `nil` for one of the command line.
        var place: String?
    }

    func validate() throws {
        if let dirichlet, !(1...EvaluationBatchCreation.limit).contains(dirichlet) {
            throw ValidationError("--dirichlet is \(dirichlet); expected 1 to \(EvaluationBatchCreation.limit).")
        }
    }

    /// Whether the partitions of the pool must be known.
    var needsPartitions: Bool { subsets != nil || uniform || proportional || dirichlet != nil }

    /// Every mixture that was asked for, in the order of the options above; one that was named twice stands once.
    ///
    /// - Parameter tokens: token count by partition name, for what needs the partitions.
    func candidates(tokens: [String: Int]) throws -> [Candidate] {
        var candidates: [Candidate] = []
        if !weights.isEmpty { candidates.append(Candidate(weights: try weights.weights(), label: nil)) }
        for candidate in candidates {
            try MixtureCheck.check(candidate.weights, normalize: normalize, place: "mixture")
        }
        for file in files {
            for entry in try CandidateFile.read(file) {
                try MixtureCheck.check(entry.weights, normalize: normalize, place: entry.place)
                candidates.append(Candidate(weights: entry.weights, label: entry.label, place: entry.place))
            }
        }
        candidates += try mixtures(tokens: tokens).map { Candidate(weights: $0.weights, label: nil) }
        var seen: Set<[String: Double]> = []
        return candidates.filter { seen.insert($0.weights.filter { $0.value > 0 }).inserted }
    }

    private func mixtures(tokens: [String: Int]) throws -> [Mixture] {
        do {
            var mixtures: [Mixture] = []
            if let subsets {
                for size in subsets.sizes where size > tokens.count {
                    throw Failure(.input, "--subsets: size \(size); the pool has \(tokens.count) partitions")
                }
                let count = subsets.sizes.reduce(0) { sum, size in
                    let size = Subsets.count(of: tokens.count, size: size) ?? EvaluationBatchCreation.limit
                    return min(sum + size, EvaluationBatchCreation.limit + 1)
                }
                guard count <= EvaluationBatchCreation.limit else {
                    throw Failure(
                        .input, "--subsets: more than \(EvaluationBatchCreation.limit) mixtures, the most in one batch")
                }
                mixtures += Subsets.mixtures(of: tokens.keys, sizes: subsets.sizes)
            }
            if uniform { mixtures.append(try Mixture.uniform(over: tokens.keys)) }
            if proportional {
                let partitions = tokens.map { Weighting.Partition(name: $0.key, labels: [], tokens: $0.value) }
                mixtures.append(try Weighting(.micro).mixture(over: partitions))
            }
            if let dirichlet {
                mixtures += try Dirichlet(over: tokens.keys, concentration: concentration)
                    .mixtures(dirichlet, seed: seed)
            }
            return mixtures
        } catch let error as MixtureError {
            throw Failure(.input, "\(error)")
        } catch let error as WeightingError {
            throw Failure(.input, "--proportional: \(error)")
        }
    }
}

/// `1,2,3` of the command line.
struct SizeList: ExpressibleByArgument, Hashable, Sendable {
    let sizes: [Int]

    init?(argument: String) {
        var sizes: [Int] = []
        for piece in argument.split(separator: ",", omittingEmptySubsequences: false) {
            guard let size = Int(piece), size >= 1 else { return nil }
            sizes.append(size)
        }
        self.sizes = Array(Set(sizes)).sorted()
    }
}
