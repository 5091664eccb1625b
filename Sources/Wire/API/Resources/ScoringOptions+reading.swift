import Mixtures
import StrictJSON

extension ScoringOptions {
    /// Reads what a question says of how candidates are scored.
    ///
    /// - Parameter takesParts: Whether it may ask for a part of the documents.
    init(reading fields: ObjectReader, takesParts: Bool) {
        self.init(
            precision: fields.optional("precision", as: Precision.self, else: .f32),
            context: fields.optional(
                "context", as: Int.self, check: .within(1...1_048_576), "tokens; the models' own when missing"))
        guard takesParts else { return }
        part = fields.optional("part", as: DocumentPart.self, "score only these documents of the set")
    }
}
