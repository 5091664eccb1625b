import API
import Contamination
import Parallelism
import Scoring

/// Finds the n-grams of an evaluation set that stand in training text, which is read a document at a time.
struct ContaminationExecutor: Sendable {
    let tokenizers: TokenizerCache
    let blobs: BlobSource
    let sink: any BlobSink

    /// Documents read between two looks at whether anybody still waits.
    private static let step = 256

    func execute(_ task: ContaminationTask, for assignment: Assignment) async throws -> ContaminationResult {
        assignment.report(JobProgress(completed: 0, total: task.texts.count))
        let tokenizer = try await tokenizers.tokenizer(task.tokenizer)
        let documents = try await DocumentReader(task.documents, in: blobs, tokenizer: tokenizer)
        let index = try await BlockingThread.run(named: "index") { try Self.index(of: documents, for: assignment) }
        var found: [NGramSet] = []
        for text in task.texts {
            let reader = try await DocumentReader(text.documents, in: blobs, tokenizer: tokenizer)
            found.append(
                try await BlockingThread.run(named: "search") { try Self.search(index, in: reader, for: assignment) })
            assignment.report(JobProgress(completed: found.count, total: task.texts.count))
        }
        let sets = found
        let (result, lines) = try await BlockingThread.run(named: "count") {
            try Self.overlaps(of: index, task.texts.map(\.partition), sets)
        }
        let blob = try await sink.store(lines)
        return ContaminationResult(domains: result.domains, texts: result.texts, documentsBlob: blob)
    }

    private static func index(of documents: DocumentReader, for assignment: Assignment) throws -> NGramIndex {
        var index = NGramIndex()
        try documents.forEach { document, _ in
            if index.documentCount.isMultiple(of: step) { try assignment.cancellation.check() }
            // As a model reads it: the text stands right after its context.
            try index.add((document.context ?? []) + document.text, domain: document.domain)
        }
        return index
    }

    private static func search(
        _ index: NGramIndex, in documents: DocumentReader, for assignment: Assignment
    ) throws -> NGramSet {
        var search = NGramSearch(index)
        var count = 0
        try documents.forEach { document, _ in
            if count.isMultiple(of: step) { try assignment.cancellation.check() }
            count += 1
            search.read(document.text)
        }
        return search.found
    }

    /// The sums by domain, of all texts together and of each, and a line for each document that overlaps.
    private static func overlaps(
        of index: NGramIndex, _ partitions: [String], _ sets: [NGramSet]
    ) throws -> (result: (domains: [DomainOverlapResource], texts: [TextOverlap]), lines: [UInt8]) {
        var all = NGramSet(count: index.ngramCount)
        for set in sets { all.formUnion(set) }
        let domains = index.domains(in: all).map { DomainOverlapResource($0) }
        let texts = zip(partitions, sets).map { partition, set in
            TextOverlap(partition: partition, domains: index.domains(in: set).map { PartOverlap($0) })
        }
        var shares: [Int: [String: Int]] = [:]
        for (partition, set) in zip(partitions, sets) {
            for document in index.documents(in: set) where document.overlappingNgrams > 0 {
                shares[document.document, default: [:]][partition] = document.overlappingNgrams
            }
        }
        let overlapping = index.documents(in: all).filter { $0.overlappingNgrams > 0 }.map { document in
            OverlappingDocument(
                document: document.document, domain: document.domain, ngrams: document.ngrams,
                overlappingNgrams: document.overlappingNgrams, partitions: shares[document.document] ?? [:])
        }
        return ((domains, texts), try OverlappingDocument.lines(overlapping))
    }
}

extension DomainOverlapResource {
    fileprivate init(_ overlap: DomainOverlap) {
        self.init(
            domain: overlap.domain, documents: overlap.documents, shortDocuments: overlap.shortDocuments,
            ngrams: overlap.ngrams, overlappingDocuments: overlap.overlappingDocuments,
            overlappingNgrams: overlap.overlappingNgrams)
    }
}

extension PartOverlap {
    fileprivate init(_ overlap: DomainOverlap) {
        self.init(
            domain: overlap.domain, overlappingDocuments: overlap.overlappingDocuments,
            overlappingNgrams: overlap.overlappingNgrams)
    }
}
