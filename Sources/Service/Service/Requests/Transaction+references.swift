import Storage

extension Transaction {
    /// The id that a text refers to: the text itself where it is an id, else that of the resource with this name.
    ///
    /// - Parameter corpus: where a partition's name is looked up; other names are unique without it.
    /// - Returns: `nil` if the text is neither. An id that is returned may still belong to nothing.
    func identifier(_ kind: Identifier.Kind, for text: String, corpus: String = "default") throws -> Identifier? {
        if let id = try? Identifier(text, of: kind) { return id }
        return switch kind {
        case .partition: try partition(named: text, in: corpus)?.id
        case .evaluationSet: try evaluationSet(named: text)?.id
        case .checkpoint: try checkpoint(named: text)?.id
        case .trainingRun: try trainingRun(named: text)?.id
        case .pool: try pool(named: text)?.id
        case .study: try study(named: text)?.id
        default: nil
        }
    }
}
