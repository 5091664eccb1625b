import API
import Mixtures
import Storage

/// How an evaluation was scored, as far as levels depend on it: only what was scored alike stands in one order.
struct ComparedWay: Hashable, Sendable {
    /// Of a merge or an ensemble; `nil` for a model on its own, whose score no estimator made.
    let candidate: Candidate?
    let context: Int

    struct Candidate: Hashable, Sendable {
        let estimator: Estimator
        let method: MergeMethod
        let precision: Precision
    }

    init(_ record: EvaluationRecord) throws {
        let stored = try StoredCandidate(record.candidate)
        context = stored.way.context
        candidate =
            stored.mixture == nil
            ? nil
            : Candidate(
                estimator: stored.way.estimator, method: stored.way.method, precision: stored.way.precision)
    }

    /// Whether it is what a question wants; models on their own are in every question.
    func isWanted(by asked: ComparisonCreation) -> Bool {
        guard let candidate else { return true }
        return asked.estimator.map { $0 == candidate.estimator } ?? true
            && asked.method.map { $0 == candidate.method } ?? true
            && asked.precision.map { $0 == candidate.precision } ?? true
    }

    /// `merge by ties in bf16, context 128`.
    var description: String {
        guard let candidate else { return "a model on its own, context \(context)" }
        return "\(candidate.estimator.rawValue) by \(candidate.method.rawValue) in \(candidate.precision.rawValue), "
            + "context \(context)"
    }

    /// What is wrong with standing beside another, of evaluations that were named one by one.
    ///
    /// Methods and precisions may differ there, for each merge is a model; an ensemble is not one, and another context
    /// is another question.
    func mismatch(with first: ComparedWay) -> String? {
        if context != first.context {
            return "was scored with a context of \(context) tokens, another with \(first.context); expected the same "
                + "for all"
        }
        guard let own = candidate?.estimator, let other = first.candidate?.estimator, own != other else { return nil }
        return "was scored by \(own.rawValue), another by \(other.rawValue), whose levels differ; expected one "
            + "estimator for all"
    }
}

extension [ComparedWay] {
    /// Why a pool's evaluations do not stand in one order; `nil` where they do.
    var severalWays: String? {
        let contexts = Set(map(\.context))
        let ways = Set(filter { $0.candidate != nil }.map(\.description))
        guard contexts.count > 1 || ways.count > 1 else { return nil }
        let counts = Dictionary(map { ($0.description, 1) }, uniquingKeysWith: +).sorted { $0.key < $1.key }
        return "has evaluations there whose levels differ, for they were scored in several ways: "
            + counts.map { "\($0.value) × \($0.key)" }.joined(separator: "; ")
            + "; choose by estimator, method and precision, or name evaluations of one way"
    }
}
