import Foundation
import Hashing
import Words

extension ContaminationRecord: Stored {
    static let table = "contamination"
    static let columns = ["id", "pool", "evaluation_set", "job", "state", "documents_blob", "created_at"]
    static let insertion = insertion()

    var values: [Value] {
        [
            id.text, pool.text, evaluationSet.text, job.text, state.rawValue,
            result.map { Data($0.documentsBlob.bytes) }, createdAt.milliseconds,
        ]
    }

    /// A row alone: its texts and what was found in them are read by themselves.
    init(_ columns: Columns) throws {
        self.init(
            id: try columns.identifier("id"), pool: try columns.identifier("pool"),
            evaluationSet: try columns.identifier("evaluation_set"), job: try columns.identifier("job"),
            state: try columns.choice("state", of: JobState.self), texts: [],
            result: try columns.optionalDigest("documents_blob").map {
                Result(domains: [], overlaps: [], documentsBlob: $0)
            }, createdAt: try columns.time("created_at"))
    }
}

extension Transaction {
    /// Notes that overlap is to be found; its job must be there.
    public func insert(_ record: ContaminationRecord) throws {
        try execute(ContaminationRecord.insertion, record.values)
        for (place, partition) in record.texts.enumerated() {
            try execute(
                "INSERT INTO contamination_text (contamination, place, partition) VALUES (?, ?, ?)",
                [record.id.text, place, partition.text])
        }
    }

    /// What a pool was last asked about an evaluation set; `nil` if nobody asked.
    public func contamination(of pool: Identifier, on set: Identifier) throws -> ContaminationRecord? {
        try contamination(
            "SELECT * FROM contamination WHERE pool = ? AND evaluation_set = ? ORDER BY id DESC LIMIT 1",
            [pool.text, set.text])
    }

    /// What was asked for under an id, and what was found.
    public func contamination(_ id: Identifier) throws -> ContaminationRecord? {
        try contamination("SELECT * FROM contamination WHERE id = ?", [id.text])
    }

    private func contamination(_ query: String, _ values: [Value]) throws -> ContaminationRecord? {
        guard
            var record = try row(query, values, of: ContaminationRecord.table, { try ContaminationRecord($0) })
        else { return nil }
        record.texts = try rows(
            "SELECT * FROM contamination_text WHERE contamination = ? ORDER BY place", [record.id.text],
            of: "contamination_text"
        ) { try $0.identifier("partition") }
        guard record.result != nil else { return record }
        record.result?.domains = try rows(
            "SELECT * FROM contamination_domain WHERE contamination = ? ORDER BY domain", [record.id.text],
            of: "contamination_domain"
        ) { columns in
            ContaminationRecord.Domain(
                domain: try columns.text("domain"), documents: try columns.integer("documents"),
                shortDocuments: try columns.integer("short_documents"), ngrams: try columns.integer("ngrams"),
                overlappingDocuments: try columns.integer("overlapping_documents"),
                overlappingNgrams: try columns.integer("overlapping_ngrams"))
        }
        record.result?.overlaps = try rows(
            "SELECT * FROM contamination_overlap WHERE contamination = ? ORDER BY partition, domain",
            [record.id.text], of: "contamination_overlap"
        ) { columns in
            ContaminationRecord.Overlap(
                partition: try columns.identifier("partition"), domain: try columns.text("domain"),
                overlappingDocuments: try columns.integer("overlapping_documents"),
                overlappingNgrams: try columns.integer("overlapping_ngrams"))
        }
        return record
    }

    /// Stores what a worker found.
    ///
    /// Called within the guarded completion of its job.
    public func finishContamination(_ id: Identifier, result: ContaminationRecord.Result) throws {
        try checkIsThere(blob: result.documentsBlob)
        try execute(
            "UPDATE contamination SET documents_blob = ? WHERE id = ?",
            [Data(result.documentsBlob.bytes), id.text])
        for domain in result.domains {
            try execute(
                "INSERT INTO contamination_domain (contamination, domain, documents, short_documents, ngrams, "
                    + "overlapping_documents, overlapping_ngrams) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    id.text, domain.domain, domain.documents, domain.shortDocuments, domain.ngrams,
                    domain.overlappingDocuments, domain.overlappingNgrams,
                ])
        }
        for overlap in result.overlaps {
            try execute(
                "INSERT INTO contamination_overlap (contamination, partition, domain, overlapping_documents, "
                    + "overlapping_ngrams) VALUES (?, ?, ?, ?, ?)",
                [
                    id.text, overlap.partition.text, overlap.domain, overlap.overlappingDocuments,
                    overlap.overlappingNgrams,
                ])
        }
    }
}
