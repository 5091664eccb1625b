import ArgumentParser
import Foundation
import LanguageModels

/// Prints how fast Assay trains and scores, beside BLAS itself and, given a Python with torch, beside PyTorch.
///
/// Everything is measured in one run, in turn, so that a busy or a slow machine burdens all alike.
@main
struct AssayBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assay-bench",
        abstract: "Measures training and scoring beside BLAS and PyTorch, in turn, in one run.")

    @Option(help: "Threads that compute, here and in PyTorch.")
    var threads = 2

    @Option(help: "How often each measurement is taken; the median is printed.")
    var rounds = 7

    @Option(help: "Training steps of one measurement.")
    var steps = 20

    @Option(help: "The model: byte (0.86M parameters, context 128) or large (134M, context 512; scoring only).")
    var model = Workload.Size.byte

    @Option(help: "A Python that has torch, to measure PyTorch too.")
    var peers: String?

    @Option(help: "The program that Python runs.")
    var peerScript = "Deploy/peers/bench.py"

    func validate() throws {
        guard threads > 0, rounds > 0, steps > 0 else {
            throw ValidationError("--threads, --rounds and --steps must be at least 1")
        }
    }

    func run() throws {
        KernelPath.restartOnce()
        let workload = try Workload(model, threads: threads, stepsPerMeasurement: steps)
        let peer = try peers.map { try Peer(python: $0, script: peerScript, workload: workload) }
        defer { peer?.stop() }
        print("kernels: \(KernelPath.current)")
        print("model: \(workload.summary); threads: \(threads)")
        print("load before: \(Self.load()) (PyTorch's threads spin, and suffer most from a busy machine)")
        var results = Results()
        for round in 0...rounds {
            // The first round warms caches and is not kept.
            let kept = round > 0
            try results.add("sgemm", "GFLOP/s", workload.productRate(), kept)
            if workload.trains {
                try results.add("train", "tokens/s", workload.train(), kept)
                if let peer { try results.add("train.pytorch", "tokens/s", peer.measure("train lean"), kept) }
                if let peer { try results.add("train.transformers", "tokens/s", peer.measure("train hub"), kept) }
            }
            try results.add("score", "tokens/s", workload.score(), kept)
            if let peer { try results.add("score.pytorch", "tokens/s", peer.measure("score lean"), kept) }
            if let peer { try results.add("score.transformers", "tokens/s", peer.measure("score hub"), kept) }
        }
        results.printTable(workload: workload)
    }

    /// How many processes wanted to run, on average over the last minute.
    private static func load() -> String {
        let averages = try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8)
        return averages?.split(separator: " ").first.map(String.init) ?? "unknown"
    }
}
