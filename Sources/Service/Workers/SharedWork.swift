import API
import Mixtures

/// What leased evaluations have in common when they cost less together than one by one.
struct SharedWork: Hashable {
    let tokenizer: TaskTokenizer
    let documents: TaskDocuments
    /// What their batch is made by.
    let way: ScoringWay

    /// `nil` for an evaluation that is scored alone.
    private init?(_ task: EvaluationTask) {
        guard let way = task.way.batch else { return nil }
        (tokenizer, documents, self.way) = (task.tokenizer, task.documents, way)
    }

    /// `nil` unless there are several evaluations, and it is equal for all of them.
    init?(of tasks: [EvaluationTask]) {
        let shared = Set(tasks.map { SharedWork($0) })
        guard tasks.count > 1, shared.count == 1, let common = shared.first, let common else { return nil }
        self = common
    }
}
