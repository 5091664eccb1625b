public import Mixtures
package import StrictJSON

/// Score a merge, or an ensemble.
@dynamicMemberLookup
public struct EvaluationTask: Hashable, Sendable {
    /// In the order in which they are added: by checkpoint hash.
    ///
    /// Weights are above 0 and sum to 1.
    public var members: [TaskMember]
    /// The tokenizer that text is read with.
    public var tokenizer: TaskTokenizer
    /// The evaluation set's.
    public var documents: TaskDocuments
    /// The base model, when the method uses it.
    public var base: TaskCheckpoint?
    /// How it is scored, layer groups' weights by checkpoint hash.
    public var way: ScoringWay
    /// Whether the negative log-likelihood of every token is wanted too.
    public var perToken: Bool

    public init(
        members: [TaskMember], tokenizer: TaskTokenizer, documents: TaskDocuments, base: TaskCheckpoint? = nil,
        way: ScoringWay, perToken: Bool = false
    ) {
        self.members = members
        self.tokenizer = tokenizer
        self.documents = documents
        self.base = base
        self.way = way
        self.perToken = perToken
    }

    /// What ``way`` says, as the task's own.
    public subscript<Value>(dynamicMember path: WritableKeyPath<ScoringWay, Value>) -> Value {
        get { way[keyPath: path] }
        set { way[keyPath: path] = newValue }
    }

    /// What ``way`` says, as the task's own.
    public subscript<Value>(dynamicMember path: KeyPath<ScoringWay, Value>) -> Value { way[keyPath: path] }
}

extension EvaluationTask: Codable {
    private enum CodingKeys: String, CodingKey {
        case members, tokenizer, documents, base, perToken
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            members: try container.decode([TaskMember].self, forKey: .members),
            tokenizer: try container.decode(TaskTokenizer.self, forKey: .tokenizer),
            documents: try container.decode(TaskDocuments.self, forKey: .documents),
            base: try container.decodeIfPresent(TaskCheckpoint.self, forKey: .base),
            way: try ScoringWay(from: decoder, as: .whole), perToken: try container.decode(Bool.self, forKey: .perToken)
        )
    }

    public func encode(to encoder: any Encoder) throws {
        try way.encode(to: encoder, as: .whole)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(members, forKey: .members)
        try container.encode(tokenizer, forKey: .tokenizer)
        try container.encode(documents, forKey: .documents)
        try container.encodeIfPresent(base, forKey: .base)
        try container.encode(perToken, forKey: .perToken)
    }
}

extension EvaluationTask: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([CodingKeys.base: "when the method uses it"])
            + FieldNotes(named: [
                "parameters": "layer groups by checkpoint hash",
                "part": "the documents of the set that are scored; all when missing",
            ])
    }
}
