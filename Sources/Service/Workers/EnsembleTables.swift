import API
import Ensembles
import Parallelism

/// The table that ensembles were last computed from, laid out: the next evaluations are of the same models and
/// documents.
actor EnsembleTables {
    /// A table, and where each model stands in it.
    struct Open: Sendable {
        let table: EnsembleTable
        /// By the hash of its blob.
        let places: [String: Int]
        /// What the table is made of, and may still read.
        let files: [BlobFile]

        /// Whether no file has been written to since.
        var isUnchanged: Bool { files.allSatisfy(\.isUnchanged) }

        /// A mixture's weights in the order of the table's models.
        ///
        /// - Parameter weights: by the hash of the blob; those of equal blobs are added.
        func weights(_ weights: [(blob: String, weight: Double)]) -> [Double] {
            var all = [Double](repeating: 0, count: places.count)
            for (blob, weight) in weights {
                if let place = places[blob] { all[place] += weight }
            }
            return all
        }
    }

    /// Refuses what was computed while a file was written to: the numbers may be of neither content.
    static func checkUnchanged(_ open: Open) throws {
        guard open.isUnchanged else {
            throw WorkFailure(
                "blob-changed", "a file of log-probabilities was written to while it was in use", isRetryable: true)
        }
    }

    private let blobs: BlobSource
    private let threads: Int
    /// The memory that a table may take; a larger one is laid out run after run.
    private let budget: Int
    private var last: (documentTokens: [Int], open: Open)?

    init(blobs: BlobSource, threads: Int, budget: Int = EnsembleTable.defaultBudget) {
        self.blobs = blobs
        self.threads = threads
        self.budget = budget
    }

    /// A table that holds these models, and maybe others: what a mixture comes to does not depend on those.
    ///
    /// - Parameters:
    ///   - models: in any order.
    ///   - documentTokens: how many tokens each document has, in order.
    /// - Throws: `EnsembleError`, or what fetching a blob throws.
    func table(of models: [TaskLogProbabilities], documentTokens: [Int]) async throws -> Open {
        let wanted = Dictionary(models.map { ($0.blob, $0) }) { first, _ in first }
        if let last, last.documentTokens == documentTokens, wanted.keys.allSatisfy({ last.open.places[$0] != nil }),
            last.open.isUnchanged
        {
            return last.open
        }
        last = nil
        var files: [BlobFile] = []
        var sources: [LogProbabilities] = []
        var places: [String: Int] = [:]
        for (hash, model) in wanted.sorted(by: { $0.key < $1.key }) {
            let file = try await blobs.file(of: hash)
            files.append(file)
            let path = file.path
            let name = "log-probabilities of \(model.name)"
            sources.append(
                try await BlockingThread.run(named: "open log probabilities") {
                    try LogProbabilities(fileAt: path, name: name)
                })
            places[hash] = places.count
        }
        let (threads, budget) = (threads, budget)
        let table = try await BlockingThread.run(named: "lay out ensemble") { [sources] in
            try EnsembleTable(sources, documentTokens: documentTokens, threads: threads, budget: budget)
        }
        let open = Open(table: table, places: places, files: files)
        last = (documentTokens, open)
        return open
    }
}
