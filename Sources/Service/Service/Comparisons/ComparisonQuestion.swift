import API
import Hashing
import Mixtures
import Statistics
import Storage
import StrictJSON
import Words

/// A comparison that was asked for, with every evaluation that it names looked up.
struct ComparisonQuestion: Sendable {
    let asked: ComparisonCreation
    /// With scores, all on the same documents.
    let records: [EvaluationRecord]
    /// Documents that overlap with training text, and are left out; `nil` where that was not asked.
    var excluded: [Int]?

    /// What the answer depends on, and nothing else.
    private struct Key: Encodable {
        /// Of how comparisons are made: another number for another answer to the same question.
        let version = 2
        let objective: ObjectiveName
        let domain: String?
        let seed: UInt64
        let resamples: Int
        let part: DocumentSide
        let splitSeed: UInt64?
        let reportingShare: Double?
        let evaluations: [String]
        let documents: [String]
        let excluded: [Int]?
    }

    var key: SHA256Digest {
        get throws {
            let isSplit = asked.part != .all
            return SHA256.hash(
                try JSONCoder.encode(
                    Key(
                        objective: asked.objective, domain: asked.domain, seed: asked.seed, resamples: asked.resamples,
                        part: asked.part, splitSeed: isSplit ? asked.splitSeed : nil,
                        reportingShare: isSplit ? asked.reportingShare : nil, evaluations: records.map(\.id.text),
                        documents: records.compactMap { $0.result?.documentsBlob.hex }, excluded: excluded)))
        }
    }

    var objective: Objective {
        switch asked.objective {
        case .macro: .macro
        case .micro: .micro
        case .domain: .domain(asked.domain ?? "")
        }
    }

    /// - Throws: `InvalidBody` with everything that is wrong; ``Problem`` `state-conflict` while an evaluation has no
    ///   score.
    init(_ asked: ComparisonCreation, in transaction: Transaction) throws {
        self.asked = asked
        let findings = Findings()
        let found: [(record: EvaluationRecord, place: JSONPointer)]
        if let ids = asked.evaluations {
            found = try Self.named(ids, in: transaction, findings)
        } else {
            found = try Self.ofPool(asked, in: transaction, findings)
        }
        try findings.check()
        if let open = found.first(where: { $0.record.result == nil })?.record {
            throw Problem(.stateConflict, "\(open.id) is \(open.state.rawValue): it has no scores yet.")
        }
        try Self.checkDocuments(found, asked, in: transaction, findings)
        try Self.checkWays(found, asked, findings)
        try findings.check()
        records = found.map(\.record)
    }

    private static func named(
        _ ids: [String], in transaction: Transaction, _ findings: Findings
    ) throws -> [(record: EvaluationRecord, place: JSONPointer)] {
        let list = JSONPointer.root.appending("evaluations")
        return try ids.enumerated().compactMap { index, text in
            let place = list.appending(index)
            let id = try? Identifier(text, of: .evaluation)
            guard let record = try id.flatMap({ try transaction.evaluation($0) }) else {
                findings.add(place, try transaction.unknown(.evaluation, text))
                return nil
            }
            return (record, place)
        }
    }

    /// Every evaluation of a pool on a set that has a score, oldest first.
    private static func ofPool(
        _ asked: ComparisonCreation, in transaction: Transaction, _ findings: Findings
    ) throws -> [(record: EvaluationRecord, place: JSONPointer)] {
        let (poolPlace, setPlace) = (JSONPointer.root.appending("pool"), JSONPointer.root.appending("evaluation_set"))
        let pool = try asked.pool.flatMap { try transaction.identifier(.pool, for: $0) }
        let set = try asked.evaluationSet.flatMap { try transaction.identifier(.evaluationSet, for: $0) }
        guard let pool, try transaction.pool(pool) != nil else {
            findings.add(poolPlace, try transaction.unknown(.pool, asked.pool ?? ""))
            return []
        }
        guard let set, try transaction.evaluationSet(set) != nil else {
            findings.add(setPlace, try transaction.unknown(.evaluationSet, asked.evaluationSet ?? ""))
            return []
        }
        let filter = EvaluationFilter(pool: pool, evaluationSet: set, state: .succeeded, label: asked.label)
        let page = try transaction.evaluations(
            filter, page: PageRequest(limit: Comparison.candidateLimit, order: .oldestFirst))
        // What was scored on a part of the set is not comparable with the rest.
        let records = try page.items.filter {
            try StoredCandidate($0.candidate).part == nil && ComparedWay($0).isWanted(by: asked)
        }
        if page.next != nil {
            findings.add(
                poolPlace, "has more than \(Comparison.candidateLimit) evaluations there; name those to compare")
        } else if records.isEmpty {
            findings.add(poolPlace, "has no evaluation with a score there; expected at least one")
        }
        return records.map { ($0, poolPlace) }
    }

    /// Values in one order must be of one kind: levels differ by estimator, method, precision and context.
    private static func checkWays(
        _ found: [(record: EvaluationRecord, place: JSONPointer)], _ asked: ComparisonCreation, _ findings: Findings
    ) throws {
        let ways = try found.map { try ComparedWay($0.record) }
        guard asked.evaluations != nil else {
            if let reason = ways.severalWays { findings.add(JSONPointer.root.appending("pool"), reason) }
            return
        }
        guard let first = ways.first(where: { $0.candidate != nil }) ?? ways.first else { return }
        for (way, place) in zip(ways, found.map(\.place)) {
            if let reason = way.mismatch(with: first) { findings.add(place, reason) }
        }
    }

    /// All must be of the same documents: of one set, or of sets that hold the same, and of the same part.
    private static func checkDocuments(
        _ found: [(record: EvaluationRecord, place: JSONPointer)], _ asked: ComparisonCreation,
        in transaction: Transaction, _ findings: Findings
    ) throws {
        guard let first = found.first?.record else { return }
        let set = try transaction.evaluationSet(first.evaluationSet)
        let part = try StoredCandidate(first.candidate).part
        if part != nil, asked.part != .all {
            findings.add(
                JSONPointer.root.appending("part"), "splits evaluation sets that were scored whole; these were not")
        }
        for (record, place) in found.dropFirst() {
            if record.evaluationSet != first.evaluationSet,
                try transaction.evaluationSet(record.evaluationSet)?.documentsHash != set?.documentsHash
            {
                findings.add(
                    place,
                    "is on \(record.evaluationSet), whose documents are not those of \(first.evaluationSet); expected "
                        + "the same documents for all")
            } else if try StoredCandidate(record.candidate).part != part {
                findings.add(
                    place, "was scored on another part of the documents than the first; expected the same for all")
            }
        }
    }
}
