import API
import Mixtures

/// How evaluations were scored, as far as levels depend on it: each way has an order of its own.
struct RankingGroup: Hashable, Comparable {
    /// `nil` for a model on its own, whose score no estimator made.
    let candidate: String?
    let context: Int
    /// The documents, where they are not all.
    let part: DocumentPart?

    init(_ evaluation: EvaluationResource) {
        context = evaluation.context
        part = evaluation.part
        candidate =
            evaluation.mixture == nil
            ? nil
            : "\(evaluation.estimator.rawValue), \(evaluation.method.rawValue), \(evaluation.precision.rawValue)"
    }

    /// Evaluations by the way that they were scored in, merges by the linear method first.
    ///
    /// Models on their own stand with the first group of their context and documents.
    static func groups(of evaluations: [EvaluationResource]) -> [(group: RankingGroup, members: [EvaluationResource])] {
        let byGroup = Dictionary(grouping: evaluations, by: RankingGroup.init)
        let candidates = byGroup.keys.filter { $0.candidate != nil }.sorted()
        let hosts = Dictionary(
            byGroup.keys.filter { $0.candidate == nil }.map { alone in
                (candidates.first { $0.context == alone.context && $0.part == alone.part } ?? alone, alone)
            }, uniquingKeysWith: { first, _ in first })
        return Set(candidates).union(hosts.keys).sorted().map { group in
            let joined = hosts[group].flatMap { $0 == group ? nil : byGroup[$0] } ?? []
            return (group, (byGroup[group] ?? []) + joined)
        }
    }

    /// `by ensemble, linear, f32; context 128`.
    var title: String {
        var text = candidate.map { "by \($0); " } ?? ""
        text += "context \(context)"
        if let part { text += "; documents \(part.from) to \(part.to) of seed \(part.seed)" }
        return text
    }

    static func < (first: RankingGroup, second: RankingGroup) -> Bool { first.order < second.order }

    /// Whole sets first, and of those linear merges.
    private var order: (Int, Int, String) {
        (part == nil ? 0 : 1, candidate?.hasPrefix("merge, linear") == true ? 0 : 1, title)
    }
}
