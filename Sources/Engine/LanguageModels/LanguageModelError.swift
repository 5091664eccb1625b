/// Why a model cannot be run or trained on what it was given.
public struct LanguageModelError: Error, Hashable, Sendable {
    /// The kind of failure, stable across versions.
    public struct Code: Hashable, Sendable {
        let name: String

        /// A window is empty, longer than the model's context, or has more targets than inputs.
        public static let invalidWindow = Code(name: "invalid-window")
        /// A token lies outside the vocabulary.
        public static let invalidToken = Code(name: "invalid-token")
        /// A loss is not a finite number: the parameters are broken.
        public static let notFinite = Code(name: "not-finite")
        /// A training plan or its data cannot be followed.
        public static let invalidPlan = Code(name: "invalid-plan")
        /// A saved training state is damaged, or is of another run.
        public static let invalidState = Code(name: "invalid-state")
    }

    /// The kind of failure.
    public let code: Code
    /// What was wrong: the document or key, the value seen, the value expected.
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension LanguageModelError: CustomStringConvertible {
    public var description: String { message }
}
