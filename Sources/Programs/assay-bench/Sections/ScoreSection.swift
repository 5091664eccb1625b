import Checkpoints
import Foundation
import LanguageModels

/// Scoring beside the rate of matrix products and beside `transformers` and llama.cpp.
final class ScoreSection: Section {
    let title = "Scoring"
    private let shape: ModelShape
    private let bench: Bench
    private let model: LanguageModel
    private let tokens: RandomTokens
    private let products: ProductRate
    private let bf16Products: BF16ProductRate?
    private let transformers: Peer?
    private let llama: Peer?

    /// Tokens of a measurement; and those of a peer's, whose rate does not depend on how many there are.
    private static let (tokenCount, peerTokenCount) = (8_192, 2_048)

    init(_ bench: Bench, shape: ModelShape) throws {
        self.bench = bench
        self.shape = shape
        let folder = try bench.work.checkpoints(1, shape: shape, threads: 1)[0]
        model = try LanguageModel(
            configuration: shape.configuration, parameters: CheckpointFolder.open(folder))
        tokens = RandomTokens(shape: shape, count: Self.tokenCount)
        products = ProductRate(threads: bench.threads)
        bf16Products = try BF16ProductRate(threads: bench.threads)
        let peerTokens = try bench.work.tokens(RandomTokens(shape: shape, count: Self.peerTokenCount), named: "score")
        let (context, threads) = ("\(shape.context)", "\(bench.threads)")
        transformers = bench.peers.start(
            "transformers", "score_transformers.py", [folder, peerTokens, context, threads])
        let files = Self.writeGGUF(of: folder, shape: shape, bench)
        llama = files.flatMap {
            bench.peers.start("llama.cpp", "score_llama.py", [$0.f32, $0.bf16, peerTokens, context, threads])
        }
    }

    /// The checkpoint in llama.cpp's format, in both types; nil, and a line printed, where that cannot be.
    private static func writeGGUF(of folder: String, shape: ModelShape, _ bench: Bench) -> (f32: String, bf16: String)?
    {
        let paths = Arithmetic.allCases.map { (type: $0.rawValue, path: "\(folder).\($0.rawValue).gguf") }
        do {
            for file in paths where !FileManager.default.fileExists(atPath: file.path) {
                try bench.peers.run("write_gguf.py", [folder, file.path, file.type])
            }
            return (paths[0].path, paths[1].path)
        } catch {
            print("left out: llama.cpp (\(error))")
            return nil
        }
    }

    var notes: [String] {
        [
            shape.summary,
            "a measurement scores \(tokens.count) tokens here and \(Self.peerTokenCount) in a peer; parameters are read "
                + "from a mapped file here, and stand in memory in peers",
            "sgemm, oneDNN: products alone, of the shapes that suit them best; a token takes "
                + "\(Report.short(shape.scoringWork / 1e6)) MFLOP",
            "transformers computes logits and their cross-entropy; llama.cpp logits alone",
        ]
    }
}

extension ScoreSection {
    var contenders: [Contender] {
        var limits = [Contender(name: "sgemm", unit: .gigaflopsPerSecond) { [products] in try products.measure() }]
        if let bf16Products {
            limits.append(
                Contender(name: "oneDNN bf16", unit: .gigaflopsPerSecond) { try bf16Products.measure() })
        }
        return limits
            + Arithmetic.allCases.flatMap { arithmetic -> [Contender] in
                let type = arithmetic.rawValue
                let own = Contender(name: "Assay \(type)", unit: .tokensPerSecond) { [self] in
                    let elapsed = try seconds { _ = try losses(of: tokens.documents, arithmetic) }
                    return Double(tokens.count) / elapsed
                }
                return [own]
                    + named.map { name, peer in
                        Contender(name: "\(name) \(type)", unit: .tokensPerSecond) { try peer.ask("rate \(type)") }
                    }
            }
    }

    /// The peers that there are.
    private var named: [(name: String, peer: Peer)] {
        [("transformers", transformers), ("llama.cpp", llama)].compactMap { name, peer in peer.map { (name, $0) } }
    }

    private func losses(of documents: [[TokenWindow]], _ arithmetic: Arithmetic) throws -> [[Float]] {
        try model.negativeLogLikelihoods(of: documents, arithmetic: arithmetic, threads: bench.threads)
    }

    var comparisons: [Comparison] {
        let isLarge = shape == .large
        return [
            Comparison(
                name: "f32, share of sgemm", own: "Assay f32", other: "sgemm", factor: shape.scoringWork / 1e9,
                target: isLarge ? 0.8 : nil),
            Comparison(
                name: "f32 / transformers f32", own: "Assay f32", other: "transformers f32", target: isLarge ? 2.5 : nil
            ),
            Comparison(
                name: "f32 / llama.cpp f32", own: "Assay f32", other: "llama.cpp f32", target: isLarge ? 1.6 : nil),
            Comparison(
                name: "bf16 / transformers bf16", own: "Assay bf16", other: "transformers bf16",
                target: isLarge ? 1.6 : nil),
            Comparison(
                name: "bf16 / llama.cpp bf16", own: "Assay bf16", other: "llama.cpp bf16", target: isLarge ? 1.6 : nil),
            Comparison(
                name: "bf16, share of oneDNN", own: "Assay bf16", other: "oneDNN bf16", factor: shape.scoringWork / 1e9),
            Comparison(name: "bf16 / f32", own: "Assay bf16", other: "Assay f32"),
        ]
    }

    /// The first window's mean negative log-likelihood here and in the peers: in f32 equal, in bf16 near each other.
    func check() throws -> [Agreement] {
        guard !named.isEmpty else { return [] }
        let window = tokens.documents[0].prefix(1)
        return try Arithmetic.allCases.flatMap { arithmetic in
            let type = arithmetic.rawValue
            let losses = try losses(of: [Array(window)], arithmetic)[0]
            let own = losses.reduce(0) { $0 + Double($1) } / Double(losses.count)
            return try named.map { name, peer in
                Agreement(
                    name: "mean NLL in \(type), Assay and \(name)", own: own, other: try peer.ask("nll \(type)"),
                    tolerance: arithmetic == .f32 ? 1e-5 * own : nil)
            }
        }
    }
}
