import Foundation
public import Hashing
import Words

extension Transaction {
    /// Adds an evaluation, and notes who asked for it; its job must be there.
    ///
    /// - Throws: ``StorageError`` with code `exists` if the key is known, `missing` if what it refers to is not there.
    public func insert(_ record: EvaluationRecord) throws {
        try execute(EvaluationRecord.insertion, record.values)
        try execute(
            "INSERT INTO evaluation_request (evaluation, pool, label, evaluation_set, state) VALUES (?, ?, ?, ?, ?)",
            [
                record.id.text, record.pool?.text ?? "", record.label ?? "", record.evaluationSet.text,
                record.state.rawValue,
            ])
        if let result = record.result { try insert(result.domains, of: record.id) }
    }

    /// Notes that a pool asked, under a label, for an evaluation that is known already: lists by pool and label show
    /// it.
    public func recordRequest(for evaluation: Identifier, pool: Identifier?, label: String?) throws {
        try execute(
            """
            INSERT INTO evaluation_request (evaluation, pool, label, evaluation_set, state) VALUES (?1, ?2, ?3,
                coalesce((SELECT evaluation_set FROM evaluation WHERE id = ?1), ''),
                coalesce((SELECT state FROM evaluation WHERE id = ?1), ''))
            ON CONFLICT (evaluation, pool, label) DO NOTHING
            """, [evaluation.text, pool?.text ?? "", label ?? ""])
    }

    /// An evaluation with its sums per domain.
    public func evaluation(_ id: Identifier) throws -> EvaluationRecord? {
        try row(.evaluationByID, [id.text], of: EvaluationRecord.table, EvaluationRecord.init)
            .map(addingDomains)
    }

    /// The evaluation that answers a question, whether or not it has finished.
    public func evaluation(key: SHA256Digest) throws -> EvaluationRecord? {
        try row(
            .evaluationByKey, [Data(key.bytes)], of: EvaluationRecord.table,
            EvaluationRecord.init
        ).map(addingDomains)
    }

    /// Evaluations with their sums per domain.
    public func evaluations(
        _ filter: EvaluationFilter = EvaluationFilter(), page: PageRequest = PageRequest()
    ) throws -> Page<EvaluationRecord> {
        let list = filter.query(page)
        let records = try rows(list.query, list.values, of: EvaluationRecord.table, EvaluationRecord.init)
        let cut = page.cut(records, by: \.id)
        return Page(items: try addingDomains(cut.items), next: cut.next)
    }

    /// Stores what a worker found.
    ///
    /// Called within the guarded completion of its job.
    public func finishEvaluation(_ id: Identifier, result: EvaluationRecord.Result) throws {
        try checkIsThere(blob: result.documentsBlob)
        try execute(
            "UPDATE evaluation SET documents_blob = ?, kernel_path = ? WHERE id = ?",
            [Data(result.documentsBlob.bytes), result.kernelPath, id.text])
        try insert(result.domains, of: id)
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
        try addingDomains([record])[0]
    }
}
