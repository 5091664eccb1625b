import API
import Mixtures

/// The best of many evaluations, each way of scoring for itself, whatever their number: the rest is counted and let go.
struct BestEvaluations {
    /// What is kept of one way.
    private struct Group {
        var ranked: [(evaluation: EvaluationResource, value: Double)] = []
        /// Without the sum that they are ordered by.
        var unranked: [EvaluationResource] = []
        var count = 0
    }

    private let objective: Objective
    private let limit: Int
    private var groups: [RankingGroup: Group] = [:]
    private var keys: Set<String> = []

    /// - Parameter limit: how many of each way are kept.
    init(by objective: Objective, limit: Int) {
        self.objective = objective
        self.limit = max(1, limit)
    }

    /// Takes an evaluation that has a score, unless one of its key was taken before.
    mutating func add(_ evaluation: EvaluationResource) throws {
        guard let score = evaluation.score, keys.insert(evaluation.key).inserted else { return }
        let value = objective.value(of: try Score(score))
        let limit = limit
        func take(_ group: inout Group) {
            group.count += 1
            guard let value else {
                if group.unranked.count < limit { group.unranked.append(evaluation) }
                return
            }
            group.ranked.append((evaluation, value))
            // Cut now and then, so that a cut costs little an evaluation.
            if group.ranked.count >= 2 * limit + 100 { Self.cut(&group, to: limit) }
        }
        take(&groups[RankingGroup(evaluation), default: Group()])
    }

    /// The best of each way, at most as many as the limit.
    var kept: [EvaluationResource] {
        groups.values.flatMap { group in
            var group = group
            Self.cut(&group, to: limit)
            return group.ranked.map(\.evaluation) + group.unranked
        }
    }

    /// How many there were of each way.
    var counts: [RankingGroup: Int] { groups.mapValues(\.count) }

    private static func cut(_ group: inout Group, to limit: Int) {
        group.ranked.sort { ($0.value, $0.evaluation.id) < ($1.value, $1.evaluation.id) }
        group.ranked.removeLast(max(0, group.ranked.count - limit))
    }
}
