public import StrictJSON
public import Studies

/// Compute what a study goes on from.
public struct StudyTask: Codable, Hashable, Sendable {
    public var input: StudyStepInput
    /// What a convex step minimises.
    public var ensemble: StudyEnsemble?

    public init(input: StudyStepInput, ensemble: StudyEnsemble? = nil) {
        self.input = input
        self.ensemble = ensemble
    }
}

/// The score of the selecting documents as a function of weights: what each model gives each token, and what a document
/// counts.
public struct StudyEnsemble: Codable, Hashable, Sendable {
    /// One a partition that the study weighs, sorted by its name.
    public var models: [TaskLogProbabilities]
    /// How many tokens each document of the evaluation set has, in order.
    public var documentTokens: [Int]
    /// What a nat of each document counts in bits per byte of the objective: 0 for what reports.
    public var documentWeights: [Double]

    public init(models: [TaskLogProbabilities], documentTokens: [Int], documentWeights: [Double]) {
        self.models = models
        self.documentTokens = documentTokens
        self.documentWeights = documentWeights
    }
}

/// What came of a study's step.
public struct StudyResult: Codable, Hashable, Sendable {
    /// What came of the task.
    public var result: StudyStepResult

    public init(result: StudyStepResult) {
        self.result = result
    }
}

extension StudyResult: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        guard
            let value = fields.required(
                "result", as: JSONValue.self, check: .anyObject, "of the step that the task asked for")
        else { return nil }
        do {
            self.init(result: try JSONCoder.decode(StudyStepResult.self, from: JSONCoder.encode(value)))
        } catch {
            fields.refuse("result", "is no result of a study's step: \(error)")
            return nil
        }
    }
}

extension StudyTask: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.input: .schema(.map(of: .anything)),
            .ensemble: "of a convex step",
        ])
    }
}

extension StudyEnsemble: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.models: "one a partition that is weighed, by name",
            .documentWeights: "what a nat counts in bits per byte of the objective",
        ])
    }
}
