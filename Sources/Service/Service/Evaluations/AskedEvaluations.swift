import API
import Hashing
import Mixtures
import Storage

/// Who asked for an evaluation.
///
/// Scores are kept by content: two pools of the same models share theirs. Names are those of whoever asks.
struct Asking: Hashable, Sendable {
    /// The pool whose names are spoken.
    let pool: Identifier
    /// What the asker calls it.
    let label: String?
}

/// An evaluation, and for whom it is shown.
struct AskedEvaluation: Sendable {
    let record: EvaluationRecord
    /// `nil` is whoever asked first.
    let asking: Asking?

    /// The pool whose names are spoken, if one asked.
    var pool: Identifier? { asking?.pool ?? record.pool }

    init(_ record: EvaluationRecord, for asking: Asking? = nil) {
        self.record = record
        self.asking = asking
    }
}

/// Puts candidates into the names of the pools that ask for them; each pool is read once.
struct CandidateNames {
    private var pools: [Identifier: PoolView] = [:]

    /// An evaluation's candidate in the names of its asker.
    ///
    /// - Throws: ``Problem`` if the pool holds other models than those that are scored.
    mutating func candidate(of evaluation: AskedEvaluation, in transaction: Transaction) throws -> StoredCandidate {
        let stored = try StoredCandidate(evaluation.record.candidate)
        guard stored.mixture != nil, let id = evaluation.pool else { return stored }
        let view = try pools[id] ?? read(id, in: transaction)
        pools[id] = view
        guard let named = try stored.named(in: view) else {
            throw Problem(
                .invalidQuery,
                "\(evaluation.record.id) is a mixture of models that \(view.record.name) does not hold.")
        }
        return named
    }

    private func read(_ id: Identifier, in transaction: Transaction) throws -> PoolView {
        guard let view = try PoolView(id, in: transaction) else { throw Problem.notFound("pool \"\(id)\"") }
        return view
    }
}

extension Transaction {
    /// Who asked for evaluations: each one's asker of the pool and under the label, where those are given.
    ///
    /// - Returns: one asker an evaluation, who asked first where that is known.
    func askers(of records: [EvaluationRecord], pool: Identifier?, label: String?) throws -> [Identifier: Asking] {
        // Whoever asked first stands with the evaluation itself.
        func isFirst(_ record: EvaluationRecord) -> Bool {
            (pool == nil || record.pool == pool) && (label == nil || record.label == label)
        }
        let others = records.filter { !isFirst($0) }.map(\.id)
        var askers: [Identifier: Asking] = [:]
        for request in try requests(ofEvaluations: others) {
            guard let asker = request.pool, pool == nil || asker == pool, label == nil || request.label == label,
                askers[request.evaluation] == nil
            else { continue }
            askers[request.evaluation] = Asking(pool: asker, label: request.label)
        }
        return askers
    }
}
