import ArgumentParser
import Foundation
import Kernels
import LanguageModels

/// Prints how fast Assay is beside the machine's limits and, given a Python that has them, beside its peers.
///
/// Everything of a section is measured in one run, in turn, so that a busy or a slow machine burdens all alike.
@main
struct AssayBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assay-bench",
        abstract: """
            Measures scoring, merging and training beside BLAS, memory and peers, and the store beside what it may take, in \
            turn, in one run.
            """)

    enum SectionName: String, ExpressibleByArgument, CaseIterable {
        case score, merge, train, candidate, ensemble, store, all
    }

    @Argument(help: "What to measure: score, merge, train, candidate, ensemble, store, or all.")
    var sections: [SectionName] = [.all]

    @Option(help: "Threads that compute, here and in every peer.")
    var threads = 2

    @Option(help: "How often each measurement is taken, after one that is not kept; the median is printed.")
    var rounds = 3

    @Option(help: "How often what takes long is measured: mergekit's command, and whole candidates.")
    var slowRounds = 1

    @Option(help: "A Python of an environment that Deploy/peers/install made; without it, peers are left out.")
    var peers: String?

    @Option(help: "The folder of the programs that Python runs.")
    var peerScripts = "Deploy/peers"

    @Option(
        help: "A folder for random checkpoints, kept for the next run; a temporary one (under TMPDIR) unless given.")
    var work: String?

    @Option(help: "The model that score measures: large (134M parameters) or byte (0.86M, the demo's).")
    var model = ModelShape.large

    @Option(parsing: .upToNextOption, help: "How many partition models merge merges: 0.5 GB of files each.")
    var members = [4, 16]

    @Option(help: "Tokens that a candidate, or an ensemble, is scored on.")
    var tokens = 100_000

    @Option(help: "Evaluations, ended jobs and queued jobs that store is filled with, each.")
    var rows = 100_000

    @Option(parsing: .upToNextOption, help: "Measure only what has one of these words in its name.")
    var only: [String] = []

    func validate() throws {
        guard threads > 0, rounds > 0, slowRounds > 0, tokens > 0, rows > 0 else {
            throw ValidationError("--threads, --rounds, --slow-rounds, --tokens and --rows must be at least 1")
        }
        guard members.allSatisfy({ (1...64).contains($0) }) else { throw ValidationError("--members must be 1 to 64") }
    }

    func run() throws {
        KernelPath.restartOnce()
        let bench = try Bench(
            threads: threads, peers: Peers(python: peers, scripts: peerScripts), work: WorkFolder(work),
            rounds: Rounds(count: rounds, slowCount: slowRounds, only: only))
        print("machine: \(Machine.processor), \(ProcessInfo.processInfo.activeProcessorCount) processors")
        print("kernels: \(KernelPath.current(for: .bf16)); threads: \(threads)")
        let chosen = sections.contains(.all) ? SectionName.allCases : sections
        var agreements: [Agreement] = []
        for name in chosen {
            if let section = try make(name, bench) { agreements += try bench.run(section) }
        }
        guard agreements.allSatisfy(\.holds) else { throw ExitCode.failure }
    }

    private func make(_ name: SectionName, _ bench: Bench) throws -> (any Section)? {
        print("")
        switch name {
        case .score: return try ScoreSection(bench, shape: model)
        case .merge: return try MergeSection(bench, counts: members)
        case .train: return try TrainSection(bench)
        case .candidate: return try CandidateSection(bench, tokenCount: tokens)
        case .ensemble: return try EnsembleSection(bench, tokens: tokens)
        case .store: return try StoreSection(bench, count: rows)
        case .all: return nil
        }
    }
}
