public import StrictJSON
package import Words

/// What a job asks a worker to do: `{"type": "evaluation", …}`, and so for every kind of job.
public enum JobTask: Hashable, Sendable {
    case evaluation(EvaluationTask)
    case training(TrainingTask)
    case validity(ValidityTask)
    case study(StudyTask)
    case contamination(ContaminationTask)
    case logProbabilities(LogProbabilitiesTask)

    /// Which kind of job asks, and what it asks.
    private var content: (kind: JobKind, task: any Encodable) {
        switch self {
        case .evaluation(let task): (.evaluation, task)
        case .training(let task): (.training, task)
        case .validity(let task): (.validity, task)
        case .study(let task): (.study, task)
        case .contamination(let task): (.contamination, task)
        case .logProbabilities(let task): (.logProbabilities, task)
        }
    }

    /// How each kind's task is read, in the order of ``JobKind``.
    static var variants: [Variant] {
        [
            Variant(.evaluation, Self.evaluation),
            Variant(.training, Self.training),
            Variant(.validity, Self.validity),
            Variant(.study, Self.study),
            Variant(.contamination, Self.contamination),
            Variant(.logProbabilities, Self.logProbabilities),
        ]
    }
}

/// What came of a task: `{"type": "evaluation", …}`, and so for every kind of job.
public enum TaskResult: Hashable, Sendable {
    case evaluation(EvaluationResult)
    case training(TrainingResult)
    case validity(ValidityResult)
    case study(StudyResult)
    case contamination(ContaminationResult)
    case logProbabilities(LogProbabilitiesResult)

    /// Which kind of job it came of, and what came of it.
    package var content: (kind: JobKind, result: any Encodable) {
        switch self {
        case .evaluation(let result): (.evaluation, result)
        case .training(let result): (.training, result)
        case .validity(let result): (.validity, result)
        case .study(let result): (.study, result)
        case .contamination(let result): (.contamination, result)
        case .logProbabilities(let result): (.logProbabilities, result)
        }
    }

    /// How each kind's result is read, in the order of ``JobKind``.
    static var variants: [ObjectVariant<TaskResult>] {
        [
            ObjectVariant(JobKind.evaluation, EvaluationResult.self, as: Self.evaluation),
            ObjectVariant(JobKind.training, TrainingResult.self, as: Self.training),
            ObjectVariant(JobKind.validity, ValidityResult.self, as: Self.validity),
            ObjectVariant(JobKind.study, StudyResult.self, as: Self.study),
            ObjectVariant(JobKind.contamination, ContaminationResult.self, as: Self.contamination),
            ObjectVariant(JobKind.logProbabilities, LogProbabilitiesResult.self, as: Self.logProbabilities),
        ]
    }
}

private enum CodingKeys: String, CodingKey { case type }

extension JobTask: Codable {
    /// One kind's task, whose fields stand beside the word.
    struct Variant {
        let kind: JobKind
        let type: any Decodable.Type
        let decode: (any Decoder) throws -> JobTask

        init<Task: Decodable>(_ kind: JobKind, _ make: @escaping (Task) -> JobTask) {
            self.kind = kind
            type = Task.self
            decode = { make(try Task(from: $0)) }
        }
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let kind = try container.decode(JobKind.self, forKey: .type)
        guard let variant = Self.variants.first(where: { $0.kind == kind }) else {
            throw DecodingError.dataCorruptedError(
                forKey: .type, in: container, debugDescription: "no task of the kind \(kind.rawValue) is known")
        }
        self = try variant.decode(decoder)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(content.kind, forKey: .type)
        try content.task.encode(to: encoder)
    }
}

extension JobTask: JSONDescribed {
    public static func schema(in book: SchemaBook) -> JSONSchema {
        book.reference("JobTask", for: Self.self) {
            .either(
                variants.map { book.variant($0.kind.rawValue, under: CodingKeys.type.stringValue, of: $0.type) })
        }
    }
}

extension TaskResult: Encodable {
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(content.kind, forKey: .type)
        try content.result.encode(to: encoder)
    }
}

extension TaskResult: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        guard let result = fields.variant(CodingKeys.type.stringValue, of: Self.variants) else { return nil }
        self = result
    }
}
