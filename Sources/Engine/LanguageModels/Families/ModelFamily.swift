import StrictJSON

/// The families of models that are known, by the `model_type` of their `config.json`.
public enum ModelFamily: String, Hashable, Sendable, CaseIterable {
    case llama, mistral, qwen2, qwen3, olmo, olmo2, gpt2
    case gptNeoX = "gpt_neox"
}

extension ModelFamily {
    /// How the family's files spell a configuration and name its tensors.
    var definition: any FamilyDefinition {
        switch self {
        case .llama: LlamaFamily()
        case .mistral: MistralFamily()
        case .qwen2: Qwen2Family()
        case .qwen3: Qwen3Family()
        case .olmo: OlmoFamily()
        case .olmo2: Olmo2Family()
        case .gpt2: GPT2Family()
        case .gptNeoX: GPTNeoXFamily()
        }
    }
}

/// How one family's files spell a configuration and name its tensors.
protocol FamilyDefinition: Sendable {
    /// What `transformers` calls the model's class.
    var architecture: String { get }
    /// Keys that change nothing, beyond those that change nothing in any family.
    var inertKeys: Set<String> { get }
    /// Keys that would change the function, and the only values that they may have.
    var fixedKeys: [String: [JSONValue]] { get }
    /// What the family calls keys that others call by the names of a Llama, where it differs.
    var spellings: [String: String] { get }
    var names: TensorNames { get }

    /// Reads a file; `nil` only after an error was found, and after every key was asked for that the family uses.
    func read(_ fields: ObjectReader) -> ModelConfiguration?

    /// The members of a `config.json` that say what the configuration says.
    func members(of configuration: ModelConfiguration) -> [String: JSONValue]
}

extension FamilyDefinition {
    var inertKeys: Set<String> { [] }
    var fixedKeys: [String: [JSONValue]] { LlamaKeys.fixed }
    var spellings: [String: String] { [:] }
    var names: TensorNames { TensorNames() }
}
