import StrictJSON

/// GPT-NeoX and Pythia, which store q, k and v head by head.
struct GPTNeoXFamily: FamilyDefinition {
    private static let rotaryKeys = RotaryKeys(theta: "rotary_emb_base", share: "rotary_pct", defaultShare: 0.25)

    var architecture: String { "GPTNeoXForCausalLM" }

    var fixedKeys: [String: [JSONValue]] { [:] }

    var names: TensorNames {
        TensorNames(
            prefix: "gpt_neox.", embedding: "embed_in.weight",
            queryKeyValue: .fused("attention.query_key_value", .headByHead), output: "attention.dense",
            up: "mlp.dense_h_to_4h", down: "mlp.dense_4h_to_h", lastNorm: "final_layer_norm",
            head: "embed_out.weight", maskedPart: "attention")
    }

    func read(_ fields: ObjectReader) -> ModelConfiguration? {
        let vocabulary = fields.requiredCount("vocab_size")
        let hidden = fields.requiredCount("hidden_size")
        let intermediate = fields.requiredCount("intermediate_size")
        let layers = fields.requiredCount("num_hidden_layers", atMost: ModelConfiguration.largestLayerCount)
        let heads = fields.requiredCount("num_attention_heads")
        let positions = fields.count("max_position_embeddings") ?? 2_048
        let epsilon = fields.positiveNumber("layer_norm_eps") ?? 1e-5
        let rotary = Rotary.read(fields, Self.rotaryKeys, maximumPositions: positions)
        let isTied = fields.flag("tie_word_embeddings", default: false)
        let (bos, eos) = (fields.token("bos_token_id"), fields.token("eos_token_id"))
        let isParallel = fields.flag("use_parallel_residual", default: true)
        let hasBias = fields.flag("attention_bias", default: true)
        let activation = Activation.read(fields, "hidden_act", default: .gelu)
        guard let vocabulary, let hidden, let intermediate, let layers, let heads else { return nil }
        guard hidden % heads == 0 else {
            fields.refuse("num_attention_heads", "is \(heads), which does not divide \(hidden)")
            return nil
        }
        return ModelConfiguration(
            family: .gptNeoX, vocabularySize: vocabulary, hiddenSize: hidden, intermediateSize: intermediate,
            layerCount: layers, headCount: heads, keyValueHeadCount: heads, headDimension: hidden / heads,
            norm: Norm(.layer, epsilon: epsilon), residual: isParallel ? .parallel : .normBefore,
            positions: .rotary(rotary), queryKeyValueBias: hasBias, attentionOutputBias: hasBias,
            feedForward: .plain(activation), tiedEmbeddings: isTied, maximumPositions: positions, bosToken: bos,
            eosToken: eos)
    }

    func members(of configuration: ModelConfiguration) -> [String: JSONValue] {
        var members: [String: JSONValue] = [
            "vocab_size": .number(configuration.vocabularySize), "hidden_size": .number(configuration.hiddenSize),
            "intermediate_size": .number(configuration.intermediateSize),
            "num_hidden_layers": .number(configuration.layerCount),
            "num_attention_heads": .number(configuration.headCount),
            "max_position_embeddings": .number(configuration.maximumPositions),
            "layer_norm_eps": .decimal(configuration.norm.epsilon),
            "use_parallel_residual": .boolean(configuration.residual == .parallel),
            "attention_bias": .boolean(configuration.attentionOutputBias),
            "tie_word_embeddings": .boolean(configuration.tiedEmbeddings),
        ]
        members["hidden_act"] = configuration.feedForward.activation.map { .text($0.spelling) }
        members["rotary_emb_base"] = configuration.rotary.map { .decimal($0.theta) }
        members["rotary_pct"] = configuration.rotary.map { .decimal($0.share) }
        members["rope_scaling"] = configuration.rotary?.scaling?.json
        return members
    }
}
