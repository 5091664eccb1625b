import LanguageModels
import Scoring

/// A whole candidate, merged and scored, beside mergekit followed by `transformers`.
final class CandidateSection: Section {
    let title = "A whole candidate"
    private let shape = ModelShape.large
    private let bench: Bench
    private let folders: [String]
    private let tokens: RandomTokens
    private let tokenFile: String
    private let mergekit: Mergekit?
    /// The mean negative log-likelihood that each contender came to.
    private var results: [String: Double] = [:]

    private static let memberCount = 4

    init(_ bench: Bench, tokenCount: Int) throws {
        self.bench = bench
        folders = try bench.work.checkpoints(Self.memberCount, shape: shape, threads: bench.threads)
        tokens = RandomTokens(shape: shape, count: tokenCount)
        tokenFile = try bench.work.tokens(tokens, named: "candidate")
        mergekit = Mergekit(bench.peers, threads: bench.threads)
    }

    var notes: [String] {
        [
            "\(Self.memberCount) models of \(shape.summary); \(tokens.count) tokens in windows of \(shape.context)",
            "Assay: opens the checkpoints, merges and scores layer by layer; peers: mergekit's command, then a process "
                + "that loads what it wrote with transformers and scores it",
        ]
    }

    var contenders: [Contender] {
        Arithmetic.allCases.flatMap { arithmetic -> [Contender] in
            let own = Contender(name: "Assay \(arithmetic.rawValue)", unit: .seconds, isSlow: true) { [self] in
                try seconds { results["Assay \(arithmetic.rawValue)"] = try score(arithmetic) }
            }
            return [own] + (mergekit.map { [peer(arithmetic, mergekit: $0)] } ?? [])
        }
    }

    private func score(_ arithmetic: Arithmetic) throws -> Double {
        let members = try folders.map {
            MergedModel.Member(try CheckpointModel.open($0), weight: 1 / Double(Self.memberCount))
        }
        let merged = try MergedModel(members)
        let model = try LanguageModel(configuration: merged.configuration, parameters: merged.parameters)
        let losses = try model.negativeLogLikelihoods(
            of: tokens.documents, arithmetic: arithmetic, threads: bench.threads)
        return losses.joined().reduce(0) { $0 + Double($1) } / Double(tokens.count)
    }

    private func peer(_ arithmetic: Arithmetic, mergekit: Mergekit) -> Contender {
        let type = arithmetic.rawValue
        return Contender(name: "mergekit + transformers \(type)", unit: .seconds, isSlow: true) { [self] in
            let output = try bench.work.fresh("candidate")
            return try seconds {
                try mergekit.merge(
                    folders, as: arithmetic == .f32 ? "float32" : "bfloat16", to: output, in: bench.work)
                let peer = try bench.peers.open(
                    "transformers", "score_transformers.py",
                    [output, tokenFile, "\(shape.context)", "\(bench.threads)"])
                results["peers \(type)"] = try peer.ask("scored \(type)")
            }
        }
    }

    var comparisons: [Comparison] {
        Arithmetic.allCases.map { arithmetic in
            let type = arithmetic.rawValue
            return Comparison(
                name: "\(type) / mergekit + transformers \(type)", own: "Assay \(type)",
                other: "mergekit + transformers \(type)")
        }
    }

    func check() -> [Agreement] {
        Arithmetic.allCases.compactMap { arithmetic in
            let type = arithmetic.rawValue
            guard let own = results["Assay \(type)"], let other = results["peers \(type)"] else { return nil }
            return Agreement(
                name: "mean NLL in \(type), Assay and peers", own: own, other: other,
                tolerance: arithmetic == .f32 ? 1e-5 * own : nil)
        }
    }
}
