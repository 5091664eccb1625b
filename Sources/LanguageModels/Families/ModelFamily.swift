/// The families of models that are known, by the `model_type` of their `config.json`.
public enum ModelFamily: String, Hashable, Sendable, CaseIterable {
    case llama
}

extension ModelFamily {
    /// How the family's files spell a configuration and name its tensors.
    var definition: any FamilyDefinition {
        switch self {
        case .llama: LlamaFamily()
        }
    }
}

/// How one family's files spell a configuration and name its tensors.
protocol FamilyDefinition: Sendable {
    /// Keys that are read.
    var usedKeys: Set<String> { get }
    /// Keys that change nothing, beyond those that change nothing in any family.
    var inertKeys: Set<String> { get }
    /// Keys that would change the function, and the only values that they may have.
    var fixedKeys: [String: [ConfigurationValue]] { get }
    /// What the family calls keys that others call by the names of a Llama, where it differs.
    var spellings: [String: String] { get }
    var names: TensorNames { get }

    /// Reads a file whose keys are all known.
    func read(_ reader: ConfigurationReader) throws -> ModelConfiguration

    /// The members of a `config.json` that say what the configuration says.
    func members(of configuration: ModelConfiguration) -> [String: any Sendable]
}

extension FamilyDefinition {
    var spellings: [String: String] { [:] }
}
