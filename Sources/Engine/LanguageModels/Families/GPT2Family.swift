import StrictJSON

/// GPT-2, whose matrices are stored with a row for each input.
struct GPT2Family: FamilyDefinition {
    var architecture: String { "GPT2LMHeadModel" }

    /// `reorder_and_upcast_attn` orders the same products otherwise, for numbers of less than f32.
    var inertKeys: Set<String> { ["reorder_and_upcast_attn", "original_max_position_embeddings"] }

    var fixedKeys: [String: [JSONValue]] { ["add_cross_attention": [false]] }

    var spellings: [String: String] {
        [
            "hidden_size": "n_embd", "intermediate_size": "n_inner", "num_hidden_layers": "n_layer",
            "num_attention_heads": "n_head", "max_position_embeddings": "n_positions",
        ]
    }

    var names: TensorNames {
        TensorNames(
            prefix: "transformer.", embedding: "wte.weight", positions: "wpe.weight", layers: "h.",
            attentionNorm: "ln_1", queryKeyValue: .fused("attn.c_attn", .asStored), output: "attn.c_proj",
            feedForwardNorm: "ln_2", up: "mlp.c_fc", down: "mlp.c_proj", lastNorm: "ln_f",
            matrices: .rowPerInput, maskedPart: "attn")
    }

    func read(_ fields: ObjectReader) -> ModelConfiguration? {
        let vocabulary = fields.requiredCount("vocab_size")
        let hidden = fields.requiredCount(fields.spelling("n_embd", "hidden_size"))
        let heads = fields.requiredCount(fields.spelling("n_head", "num_attention_heads"))
        let layers = fields.requiredCount(
            fields.spelling("n_layer", "num_hidden_layers"), atMost: ModelConfiguration.largestLayerCount)
        let intermediate = fields.count("n_inner")
        let epsilon = fields.positiveNumber("layer_norm_epsilon") ?? 1e-5
        let isTied = fields.flag("tie_word_embeddings", default: true)
        let positions = fields.count(fields.spelling("n_positions", "max_position_embeddings")) ?? 1_024
        let (bos, eos) = (fields.token("bos_token_id"), fields.token("eos_token_id"))
        let activation = Activation.read(fields, "activation_function", default: .tanhGelu)
        let scale = AttentionScale(
            dividesByRootOfWidth: fields.flag("scale_attn_weights", default: true),
            dividesByLayerNumber: fields.flag("scale_attn_by_inverse_layer_idx", default: false))
        guard let vocabulary, let hidden, let heads, let layers else { return nil }
        guard hidden % heads == 0 else {
            fields.refuse("n_head", "is \(heads), which does not divide \(hidden)")
            return nil
        }
        return ModelConfiguration(
            family: .gpt2, vocabularySize: vocabulary, hiddenSize: hidden,
            intermediateSize: intermediate ?? 4 * hidden, layerCount: layers, headCount: heads,
            keyValueHeadCount: heads, headDimension: hidden / heads, norm: Norm(.layer, epsilon: epsilon),
            positions: .learned, queryKeyValueBias: true, attentionScale: scale, attentionOutputBias: true,
            feedForward: .plain(activation), tiedEmbeddings: isTied, maximumPositions: positions, bosToken: bos,
            eosToken: eos)
    }

    func members(of configuration: ModelConfiguration) -> [String: JSONValue] {
        var members: [String: JSONValue] = [
            "vocab_size": .number(configuration.vocabularySize), "n_embd": .number(configuration.hiddenSize),
            "n_inner": .number(configuration.intermediateSize), "n_layer": .number(configuration.layerCount),
            "n_head": .number(configuration.headCount), "n_positions": .number(configuration.maximumPositions),
            "layer_norm_epsilon": .decimal(configuration.norm.epsilon),
            "scale_attn_weights": .boolean(configuration.attentionScale.dividesByRootOfWidth),
            "scale_attn_by_inverse_layer_idx": .boolean(configuration.attentionScale.dividesByLayerNumber),
            "tie_word_embeddings": .boolean(configuration.tiedEmbeddings),
        ]
        members["activation_function"] = configuration.feedForward.activation.map { .text($0.spelling) }
        return members
    }
}
