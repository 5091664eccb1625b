import Foundation
public import Hashing
import Words

extension Transaction {
    /// Adds an evaluation, and notes who asked for it; its job must be there.
    ///
    /// - Throws: ``StorageError`` with code `exists` if the key is known, `missing` if what it refers to is not there.
    public func insert(_ record: EvaluationRecord) throws {
        try execute(EvaluationRecord.insertion, record.values)
        try noteRequest(for: record.id, pool: record.pool, label: record.label)
        if let result = record.result { try insert(result.domains, of: record.id) }
    }

    /// Notes that a pool asked, under a label, for an evaluation that is known already: lists by pool and label show it.
    public func noteRequest(for evaluation: Identifier, pool: Identifier?, label: String?) throws {
        try execute(
            """
            INSERT INTO evaluation_request (evaluation, pool, label) VALUES (?, ?, ?)
            ON CONFLICT (evaluation, pool, label) DO NOTHING
            """, [evaluation.text, pool?.text ?? "", label ?? ""])
    }

    public func evaluation(_ id: Identifier) throws -> EvaluationRecord? {
        try row("SELECT * FROM evaluation WHERE id = ?", [id.text], of: EvaluationRecord.table, EvaluationRecord.init)
            .map(addingDomains)
    }

    /// The evaluation that answers a question, whether or not it has finished.
    public func evaluation(key: SHA256Digest) throws -> EvaluationRecord? {
        try row(
            "SELECT * FROM evaluation WHERE key = ?", [Data(key.bytes)], of: EvaluationRecord.table,
            EvaluationRecord.init
        ).map(addingDomains)
    }

    /// Evaluations with their sums per domain.
    public func evaluations(
        _ filter: EvaluationFilter = EvaluationFilter(), page: PageRequest = PageRequest()
    ) throws -> Page<EvaluationRecord> {
        let query = Self.query(filter, page)
        let records = try rows(query.sql, query.values, of: EvaluationRecord.table, EvaluationRecord.init)
        let cut = page.cut(records, by: \.id)
        return Page(items: try cut.items.map(addingDomains), next: cut.next)
    }

    /// Stores what a worker found.
    ///
    /// Called within the guarded completion of its job.
    public func finishEvaluation(_ id: Identifier, result: EvaluationRecord.Result) throws {
        try execute(
            "UPDATE evaluation SET documents_blob = ?, kernel_path = ? WHERE id = ?",
            [Data(result.documentsBlob.bytes), result.kernelPath, id.text])
        try insert(result.domains, of: id)
    }

    /// Two forms, so that each is answered by walking one index: who asked, or the evaluations themselves.
    private static func query(_ filter: EvaluationFilter, _ page: PageRequest) -> (sql: String, values: [Value]) {
        var conditions = Conditions()
        let byRequest = filter.state == nil && (filter.pool != nil || filter.label != nil)
        let column = byRequest ? "r.evaluation" : "e.id"
        conditions.match("e.state", filter.state?.rawValue)
        conditions.match("e.evaluation_set", filter.evaluationSet?.text)
        conditions.page(page, of: .evaluation, after: filter.createdAfter, by: column)
        if byRequest {
            conditions.match("r.pool", filter.pool?.text)
            conditions.match("r.label", filter.label)
            let sql = "SELECT e.* FROM evaluation_request r CROSS JOIN evaluation e ON e.id = r.evaluation"
            return (sql + conditions.sql + " GROUP BY r.evaluation" + page.tail(by: column), conditions.values)
        }
        if filter.pool != nil || filter.label != nil {
            var request = Conditions()
            request.match("r.pool", filter.pool?.text)
            request.match("r.label", filter.label)
            conditions.addExistence(of: "evaluation_request r", where: "r.evaluation = e.id", and: request)
        }
        return ("SELECT e.* FROM evaluation e" + conditions.sql + page.tail(by: column), conditions.values)
    }

    private func insert(_ domains: [EvaluationRecord.DomainScore], of id: Identifier) throws {
        let sql = """
            INSERT INTO evaluation_domain (evaluation, domain, documents, tokens, words, characters, bytes, nll)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """
        for score in domains {
            try execute(
                sql,
                [
                    id.text, score.domain, score.documents, score.tokens, score.words, score.characters, score.bytes,
                    score.nll,
                ])
        }
    }

    private func addingDomains(_ record: EvaluationRecord) throws -> EvaluationRecord {
        guard record.result != nil else { return record }
        var record = record
        record.result?.domains = try rows(
            "SELECT * FROM evaluation_domain WHERE evaluation = ? ORDER BY domain", [record.id.text],
            of: "evaluation_domain", EvaluationRecord.DomainScore.init)
        return record
    }
}
