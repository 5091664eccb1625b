public import Mixtures

/// Compute what a study goes on from.
public struct StudyTask: Codable, Hashable, Sendable {
    public var input: StudyStepInput

    public init(input: StudyStepInput) {
        self.input = input
    }
}

/// What came of a study's step.
public struct StudyResult: Codable, Hashable, Sendable {
    public var result: StudyStepResult

    public init(result: StudyStepResult) {
        self.result = result
    }
}

extension StudyResult: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        guard let value = fields.required("result", as: JSONValue.self) else { return nil }
        do {
            self.init(result: try JSONCoder.decode(StudyStepResult.self, from: JSONCoder.encode(value)))
        } catch {
            fields.refuse("result", "is no result of a study's step: \(error)")
            return nil
        }
    }
}
