import Foundation
import Hashing
import Words

extension EvaluationSetRecord: Stored {
    static let table = "evaluation_set"
    static let columns = [
        "id", "name", "corpus", "blob", "format", "tokenizer", "separator", "documents", "bytes", "documents_hash",
        "empty_documents", "created_at",
    ]
    static let insertion = insertion()

    var values: [Value] {
        [
            id.text, name, corpus, Data(blob.bytes), format.rawValue, tokenizer, separator, documents, bytes,
            Data(documentsHash.bytes), emptyDocuments, createdAt.milliseconds,
        ]
    }

    init(_ columns: Columns) throws {
        self.init(
            id: try columns.identifier("id"), name: try columns.text("name"), corpus: try columns.text("corpus"),
            blob: try columns.digest("blob"), format: try columns.choice("format", of: DocumentFormat.self),
            tokenizer: try columns.optionalText("tokenizer"), separator: try columns.optionalInteger("separator"),
            documents: try columns.integer("documents"), emptyDocuments: try columns.integer("empty_documents"),
            bytes: try columns.integer("bytes"), documentsHash: try columns.digest("documents_hash"), domains: [],
            createdAt: try columns.time("created_at"))
    }
}

extension Transaction {
    /// Adds an evaluation set with its domains.
    ///
    /// - Throws: ``StorageError`` with code `exists` if there is one of that name.
    public func insert(_ record: EvaluationSetRecord) throws {
        try checkIsThere(blob: record.blob)
        try execute(EvaluationSetRecord.insertion, record.values)
        for domain in record.domains {
            try execute(
                "INSERT INTO evaluation_set_domain (evaluation_set, domain, documents, bytes) VALUES (?, ?, ?, ?)",
                [record.id.text, domain.domain, domain.documents, domain.bytes])
        }
    }

    /// An evaluation set with its domains.
    public func evaluationSet(_ id: Identifier) throws -> EvaluationSetRecord? {
        try row(
            "SELECT * FROM evaluation_set WHERE id = ?", [id.text], of: EvaluationSetRecord.table,
            EvaluationSetRecord.init
        ).map(addingDomains)
    }

    /// The evaluation set of a name, with its domains.
    public func evaluationSet(named name: String) throws -> EvaluationSetRecord? {
        try row(
            "SELECT * FROM evaluation_set WHERE name = ?", [name], of: EvaluationSetRecord.table,
            EvaluationSetRecord.init
        ).map(addingDomains)
    }

    /// Evaluation sets with their domains, those of one corpus only if it is given.
    public func evaluationSets(
        corpus: String? = nil, createdAfter: Timestamp? = nil, page: PageRequest = PageRequest()
    ) throws -> Page<EvaluationSetRecord> {
        var conditions = Conditions()
        conditions.match("corpus", corpus)
        conditions.page(page, of: .evaluationSet, after: createdAfter, by: "id")
        let records = try rows(
            "SELECT * FROM evaluation_set" + conditions.sql + page.tail(by: "id"), conditions.values,
            of: EvaluationSetRecord.table, EvaluationSetRecord.init)
        return try page.cut(records.map(addingDomains), by: \.id)
    }

    private func addingDomains(_ record: EvaluationSetRecord) throws -> EvaluationSetRecord {
        var record = record
        record.domains = try rows(
            "SELECT * FROM evaluation_set_domain WHERE evaluation_set = ? ORDER BY domain", [record.id.text],
            of: "evaluation_set_domain"
        ) { columns in
            EvaluationSetRecord.Domain(
                domain: try columns.text("domain"), documents: try columns.integer("documents"),
                bytes: try columns.integer("bytes"))
        }
        return record
    }
}
