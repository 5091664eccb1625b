import API
import HTTPTypes
import Storage

/// What an `Idempotency-Key` keeps of a submission: the ids of its evaluations, in order.
///
/// A batch of 10,000 is 300 KB so, and not 10 MB; a repeated request is shown the evaluations as they are by then.
struct KeptEvaluations: Codable, Sendable {
    let ids: [Identifier]

    private enum CodingKeys: String, CodingKey {
        case ids = "evaluationIds"
    }

    init(ids: [Identifier]) {
        self.ids = ids
    }

    /// Reads what ``answer`` made; `nil` of an answer that was kept whole, as versions before this one did.
    init?(_ answer: Answer) {
        guard let kept = try? JSONCoder.decode(KeptEvaluations.self, from: answer.body) else { return nil }
        self = kept
    }

    var answer: Answer {
        get throws { try Answer(.accepted, self) }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        ids = try container.decode([String].self, forKey: .ids).map { try Identifier($0, of: .evaluation) }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(ids.map(\.text), forKey: .ids)
    }
}
