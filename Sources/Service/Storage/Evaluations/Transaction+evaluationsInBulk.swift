import Foundation
public import Hashing

/// Many records at once by what names them: what answers of thousands of evaluations are read by.
extension Transaction {
    /// Evaluations with their sums per domain; those that are not there are left out.
    public func evaluations(ids: [Identifier]) throws -> [Identifier: EvaluationRecord] {
        let records = try rows(
            .evaluationsByID, [try Self.list(ids)], of: EvaluationRecord.table, EvaluationRecord.init)
        return Dictionary(try addingDomains(records).map { ($0.id, $0) }) { first, _ in first }
    }

    /// The evaluations that answer questions by their keys, finished or not; those that are not there are left out.
    public func evaluations(keys: Set<SHA256Digest>) throws -> [SHA256Digest: EvaluationRecord] {
        var known: [SHA256Digest: EvaluationRecord] = [:]
        for key in keys {
            let record = try row(.evaluationByKey, [Data(key.bytes)], of: EvaluationRecord.table, EvaluationRecord.init)
            if let record { known[key] = record }
        }
        for record in try addingDomains(Array(known.values)) { known[record.key] = record }
        return known
    }

    /// How many of the questions with these keys have an evaluation, finished or not.
    public func knownEvaluations(keys: Set<SHA256Digest>) throws -> Int {
        try keys.count { try integer(.evaluationExists, [Data($0.bytes)]) != nil }
    }

    /// What is known of evaluations' tokens, by evaluation; nothing of those that nobody asked for.
    public func tokens(ofEvaluations ids: [Identifier]) throws -> [Identifier: TokensRecord] {
        let records = try rows(
            .tokensByID, [try Self.list(ids)], of: TokensRecord.table, TokensRecord.init)
        return Dictionary(records.map { ($0.evaluation, $0) }) { first, _ in first }
    }

    /// Who asked for evaluations, in order of evaluation, pool and label.
    public func requests(ofEvaluations ids: [Identifier]) throws -> [EvaluationRequest] {
        guard !ids.isEmpty else { return [] }
        return try rows(.requestsByID, [try Self.list(ids)], of: "evaluation_request", EvaluationRequest.init)
    }

    /// Jobs; those that are not there are left out.
    public func jobs(ids: [Identifier]) throws -> [Identifier: JobRecord] {
        let records = try rows(
            .jobsByID, [try Self.list(ids)], of: JobRecord.table, JobRecord.init)
        return Dictionary(records.map { ($0.id, $0) }) { first, _ in first }
    }

    /// Evaluations with their sums per domain, which stand in a table of their own, in order of the domain's name.
    func addingDomains(_ records: [EvaluationRecord]) throws -> [EvaluationRecord] {
        let scored = records.filter { $0.result != nil }.map(\.id)
        guard !scored.isEmpty else { return records }
        let rows = try rows(
            .domainsByID, [try Self.list(scored)], of: "evaluation_domain"
        ) { (try $0.identifier("evaluation"), try EvaluationRecord.DomainScore($0)) }
        let domains = Dictionary(grouping: rows, by: \.0)
        return records.map { record in
            var record = record
            record.result?.domains = domains[record.id, default: []].map(\.1)
            return record
        }
    }

    /// Identifiers as the JSON array that `json_each` reads: one statement serves any number.
    private static func list(_ ids: [Identifier]) throws -> String {
        String(decoding: try JSONEncoder().encode(ids.map(\.text)), as: UTF8.self)
    }
}
