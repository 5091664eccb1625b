import Checkpoints
import Foundation
import LanguageModels
import Merging

/// Linear merges from warm files beside copying memory, PyTorch in memory, and mergekit's command.
final class MergeSection: Section {
    let title = "Merging"
    private let shape = ModelShape.large
    private let bench: Bench
    private let counts: [Int]
    private let folders: [String]
    private let checkpoints: [CheckpointFolder]
    private let copies: CopyRate
    private let pytorch: Peer?
    private let mergekit: Mergekit?
    private lazy var memory = MergedMemory(parameters: shape.configuration.parameterCount, threads: bench.threads)
    /// How many models the merge that mergekit wrote last has, and where it stands.
    private var written: (count: Int, folder: String)?

    init(_ bench: Bench, counts: [Int]) throws {
        self.bench = bench
        self.counts = counts
        folders = try bench.work.checkpoints(counts.max() ?? 1, shape: shape, threads: bench.threads)
        checkpoints = try folders.map { try CheckpointFolder.open($0) }
        copies = CopyRate(threads: bench.threads)
        pytorch = bench.peers.start(
            "PyTorch", "merge_torch.py",
            ["\(bench.threads)"] + folders.map { "\($0)/\(CheckpointFiles.parameters)" })
        mergekit = Mergekit(bench.peers, threads: bench.threads)
        // What was written so far must not be on its way to the disk while merges are written.
        sync()
    }

    var notes: [String] {
        [
            "\(counts.map(String.init).joined(separator: " and ")) models of \(shape.summary)",
            "bytes count as read from every model and written once; files are warm, and nothing is synced or hashed",
            "in memory: into memory that is used again, here and in PyTorch; mergekit: the whole process, to a file",
        ]
    }

    /// Bytes that a merge reads and writes, in billions.
    private func gigabytes(_ count: Int) -> Double {
        Double((count + 1) * shape.configuration.parameterCount * MemoryLayout<Float>.stride) / 1e9
    }

    var contenders: [Contender] {
        [
            Contender(name: "copy of memory", unit: .gigabytesPerSecond) { [copies] in try copies.measure() },
            Contender(name: "writing a file", unit: .gigabytesPerSecond) { [bench] in
                try FileWriteRate(threads: bench.threads).measure(path: bench.work.fresh("written"))
            },
        ] + counts.flatMap(contenders(merging:))
    }

    private func contenders(merging count: Int) -> [Contender] {
        var all = [
            Contender(name: "Assay, \(count) in memory", unit: .seconds) { [self] in
                let (merge, memory) = (try merge(count), memory)
                return try seconds { try memory.fill(from: merge) }
            },
            Contender(name: "Assay, \(count) to a file", unit: .seconds) { [self] in
                let output = try bench.work.fresh("merged")
                let members = checkpoints.prefix(count).map { (checkpoint: $0, weight: 1 / Double(count)) }
                return try seconds {
                    try MergeWriter.write(members, to: output, threads: bench.threads, durable: false)
                }
            },
        ]
        if let pytorch {
            all.append(
                Contender(name: "PyTorch, \(count) in memory", unit: .seconds) { try pytorch.ask("seconds \(count)") })
        }
        if let mergekit {
            all.append(
                Contender(name: "mergekit, \(count) to a file", unit: .seconds, isSlow: true) { [self] in
                    let output = try bench.work.fresh("mergekit")
                    written = (count, output)
                    return try seconds {
                        try mergekit.merge(
                            Array(folders.prefix(count)), as: "float32", to: output, in: bench.work)
                    }
                })
        }
        return all
    }

    private func merge(_ count: Int) throws -> LinearMerge {
        try LinearMerge(members: checkpoints.prefix(count).map { (source: $0, weight: 1 / Double(count)) })
    }

    var comparisons: [Comparison] {
        counts.flatMap { count in
            let (inMemory, toFile) = ("Assay, \(count) in memory", "Assay, \(count) to a file")
            return [
                Comparison(
                    name: "\(count) in memory, share of copying", own: inMemory, other: "copy of memory",
                    factor: gigabytes(count)),
                Comparison(
                    name: "\(count) to a file, share of copying", own: toFile, other: "copy of memory",
                    factor: gigabytes(count), target: 0.7),
                Comparison(
                    name: "\(count) in memory / PyTorch", own: inMemory, other: "PyTorch, \(count) in memory"),
                Comparison(
                    name: "\(count) to a file / mergekit", own: toFile, other: "mergekit, \(count) to a file"),
            ]
        }
    }

    func check() throws -> [Agreement] {
        guard let written else { return [] }
        let difference = try memory.largestDifference(
            of: merge(written.count), from: CheckpointFolder.open(written.folder))
        return [
            Agreement(
                name: "largest difference of \(written.count) merged models' parameters from mergekit's",
                own: Double(difference), other: 0, tolerance: 1e-6)
        ]
    }
}
