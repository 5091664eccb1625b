import API
import Foundation
import HTTPTypes
import Hashing
import Mixtures
import Statistics
import Storage
import StrictJSON

/// Comparisons of evaluations on the same documents.
struct ComparisonDesk: Sendable {
    let store: Store
    let time: any TimeSource
    let identifiers: IdentifierSource
    let blocking: BlockingQueue
    let documentScores: DocumentScoresReader
    let exclusion: OverlapExclusion
}

extension ComparisonDesk {
    /// A comparison, made or found, and its key.
    struct ComparisonMaterial: Sendable {
        let key: SHA256Digest
        let question: Data
        let evaluations: [Identifier]
        let findings: ComparisonFindings
        /// The blob that holds the findings.
        let answer: SHA256Digest
    }

    /// Reads what is compared, and compares it, unless that has been done.
    func compare(_ asked: ComparisonCreation) async throws -> ComparisonMaterial {
        var question = try await store.read { try ComparisonQuestion(asked, in: $0) }
        if asked.excludeOverlapping { question.excluded = try await overlap(of: question.records) }
        let key = try question.key
        if let known = try await store.read({ try $0.comparison(key: key) }) {
            return ComparisonMaterial(
                key: key, question: known.question, evaluations: question.records.map(\.id),
                findings: try await findings(of: known), answer: known.answer)
        }
        var scores: [DocumentScores] = []
        for record in question.records { scores.append(try await documentScores.scores(of: record)) }
        let findings = try await blocking.run { [scores, question] in
            try Self.compare(scores, question)
        }
        let blob = try await store.blobs.put(try JSONCoder.encode(findings))
        return ComparisonMaterial(
            key: key, question: Data(try JSONCoder.encode(asked)), evaluations: question.records.map(\.id),
            findings: findings, answer: blob.blob.digest)
    }

    private static func compare(
        _ scores: [DocumentScores], _ question: ComparisonQuestion
    ) throws -> ComparisonFindings {
        let asked = question.asked
        var scores = scores
        var documents = Array(scores[0].layout.units.indices)
        if asked.part != .all, let layout = scores.first?.layout {
            let split: DocumentSplit
            do throws(DocumentSplitError) {
                split = try DocumentSplit(layout, seed: asked.splitSeed, reportingShare: asked.reportingShare)
            } catch {
                throw Problem.field("/part", "cannot be \"\(asked.part.rawValue)\": \(error)")
            }
            documents = asked.part == .selecting ? split.selecting : split.reporting
        }
        let kept = Set(documents).subtracting(question.excluded ?? []).sorted()
        if kept.count < scores[0].count { scores = try scores.map { try Self.subset(kept, of: $0) } }
        do throws(ComparisonError) {
            let comparison = try Comparison(
                scores, objective: question.objective, seed: asked.seed, resamples: asked.resamples)
            return ComparisonFindings(
                comparison, of: question.records.map(\.id.text), on: question.records[0].evaluationSet.text, asked,
                excluded: question.excluded.map { Set($0).intersection(documents).count })
        } catch {
            switch error {
            case .unknownDomain, .noSum: throw Problem.field("/domain", "\(error)")
            case .noCandidates, .otherDocuments, .noScore, .resamples, .tooMany:
                throw Problem.field("/evaluations", "\(error)")
            }
        }
    }

    private static func subset(_ documents: [Int], of scores: DocumentScores) throws -> DocumentScores {
        guard !documents.isEmpty else {
            throw Problem(.stateConflict, "Every document overlaps with training text: nothing is left to compare on.")
        }
        return try scores.subset(documents)
    }

    /// The documents that overlap with the training text of any of the evaluations' pools.
    private func overlap(of records: [EvaluationRecord]) async throws -> [Int] {
        var indices: Set<Int> = []
        for pool in Set(records.compactMap(\.pool)) {
            for set in Set(records.filter { $0.pool == pool }.map(\.evaluationSet)) {
                indices.formUnion(try await exclusion.overlappingDocuments(of: pool, on: set).indices)
            }
        }
        guard try records.allSatisfy({ try StoredCandidate($0.candidate).part == nil }) else {
            throw Problem.field(
                "/exclude_overlapping", "leaves documents out of sets that were scored whole; these were not")
        }
        return indices.sorted()
    }

    /// Keeps a comparison, unless one of its key is kept.
    func answer(_ material: ComparisonMaterial, in transaction: Transaction) throws -> Answer {
        let known = try transaction.comparison(key: material.key)
        let record =
            known
            ?? ComparisonRecord(
                id: identifiers.next(.comparison), key: material.key, question: material.question,
                evaluations: material.evaluations, answer: material.answer, createdAt: time.now())
        if known == nil { try transaction.insert(record) }
        return try Answer(
            known == nil ? .created : .ok, location: "/v1/comparisons/\(record.id)",
            ComparisonResource(id: record.id.text, findings: material.findings, createdAt: record.createdAt.date))
    }

    /// A comparison as it was made.
    func comparison(_ id: Identifier) async throws -> ComparisonResource {
        guard let record = try await store.read({ try $0.comparison(id) }) else {
            throw Problem.notFound("comparison \"\(id)\"")
        }
        return ComparisonResource(
            id: record.id.text, findings: try await findings(of: record), createdAt: record.createdAt.date)
    }

    private func findings(of record: ComparisonRecord) async throws -> ComparisonFindings {
        let blob = try await store.blobs.blob(record.answer)
        return try await blocking.run {
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: blob.path))
            defer { try? file.close() }
            return try JSONCoder.decode(ComparisonFindings.self, from: try file.readToEnd() ?? Data())
        }
    }
}
