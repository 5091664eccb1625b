extension ModelFamily {
    /// Keys met in real files that change nothing of a forward pass, whatever they hold: names, versions, how a file
    /// was stored or a model trained, what generation, dropout or a classifier would do, and how it is computed.
    static let inertKeys: Set<String> = names.union(outputs).union(execution).union(training).union(generation)
        .union(lengths).union(classification)

    /// Whether a key changes nothing, be it one that a tool makes up anew in every version.
    static func isInert(_ key: String) -> Bool {
        inertKeys.contains(key) || inertPrefixes.contains { key.hasPrefix($0) }
    }

    /// Beginnings of keys that tools write for themselves.
    private static let inertPrefixes = [
        "_attn_implementation", "_experts_implementation", "_flash_attn", "unsloth_", "transformers.js", "summary_",
        "wandb_", "mergekit_",
    ]

    /// What the model, its code and its tokenizer are called.
    ///
    /// With a family that is known, `auto_map` names code that `transformers` does not run either unless it is told to.
    private static let names: Set = [
        "_name_or_path", "name_or_path", "_commit_hash", "_auto_class", "auto_map", "architectures", "model_name",
        "transformers_version", "torch_dtype", "dtype", "_pre_quantization_dtype", "tokenizer_class", "processor_class",
        "custom_pipelines", "library_name", "license", "base_model", "model_max_length", "bos_token", "eos_token",
        "pad_token", "unk_token", "pad_token_id", "sep_token_id", "unk_token_id", "cls_token_id", "mask_token_id",
        "eod_token_id", "decoder_start_token_id", "forced_bos_token_id", "forced_eos_token_id", "vocab_file",
        "tokenizer_name", "chat_template", "language", "tags",
    ]

    private static let outputs: Set = [
        "use_return_dict", "return_dict", "return_dict_in_generate", "output_attentions", "output_hidden_states",
        "output_scores", "output_logits", "output_router_logits", "output_past", "torchscript", "use_cache",
        "use_cache_quantization", "use_cache_kernel", "keys_to_ignore_at_inference", "return_token_timestamps",
    ]

    /// Kernels and precisions: the same function, to rounding.
    private static let execution: Set = [
        "attn_implementation", "attention_implementation", "attn_impl", "experts_implementation", "use_flash_attn",
        "use_flash_attention", "use_flash_attention_2", "flash_attn", "flash_attention", "use_sdpa", "use_xformers",
        "use_memory_efficient_attention", "use_bfloat16", "use_bf16", "use_fp16", "bf16", "fp16", "fp32",
        "pretraining_tp", "tensor_parallel_size", "pipeline_parallel_size", "fuse_norm", "fuse_swiglu",
        "fuse_cross_entropy", "fused_norm", "fused_swiglu", "fused_cross_entropy", "use_fused_rms_norm",
        "use_fused_swiglu", "use_fused_cross_entropy", "use_liger_kernel", "use_kernels", "low_cpu_mem_usage",
        "use_dynamic_ntk_kernel", "softmax_in_fp32", "xla_device", "device_map", "base_model_tp_plan",
        "base_model_pp_plan", "base_model_ep_plan", "tp_plan",
    ]

    private static let training: Set = [
        "initializer_range", "initializer_factor", "init_std", "init_method", "initializer_cutoff_factor",
        "attention_dropout", "hidden_dropout", "attention_probs_dropout_prob", "hidden_dropout_prob", "dropout",
        "attn_dropout", "attn_pdrop", "resid_pdrop", "resid_dropout", "residual_dropout", "embd_pdrop", "embd_dropout",
        "embedding_dropout", "ffn_dropout", "mlp_dropout", "classifier_dropout", "gradient_checkpointing",
        "gradient_checkpointing_kwargs", "use_gradient_checkpointing", "label_smoothing", "router_aux_loss_coef",
        "router_jitter_noise", "z_loss_weight", "tf_legacy_loss", "loss_type", "ignore_index",
        "make_vocab_size_divisible_by", "pad_vocab_size_multiple", "_num_labels",
    ]

    private static let generation: Set = [
        "prefix", "max_length", "min_length", "max_new_tokens", "min_new_tokens", "do_sample", "early_stopping",
        "num_beams", "num_beam_groups", "diversity_penalty", "temperature", "top_k", "top_p", "min_p", "typical_p",
        "epsilon_cutoff", "eta_cutoff", "penalty_alpha", "repetition_penalty", "encoder_repetition_penalty",
        "presence_penalty", "frequency_penalty", "length_penalty", "no_repeat_ngram_size",
        "encoder_no_repeat_ngram_size", "bad_words_ids", "force_words_ids", "num_return_sequences",
        "remove_invalid_values", "renormalize_logits", "exponential_decay_length_penalty", "suppress_tokens",
        "begin_suppress_tokens", "forced_decoder_ids", "sequence_bias", "guidance_scale", "low_memory", "max_time",
        "stop_strings", "token_healing", "constraints", "watermarking_config", "cache_implementation", "cache_config",
        "num_assistant_tokens", "num_assistant_tokens_schedule", "assistant_confidence_threshold",
        "prompt_lookup_num_tokens", "max_matching_ngram_size", "dola_layers", "generation_config", "use_model_defaults",
    ]

    /// Other words for how long texts were; the table of positions goes by `max_position_embeddings`.
    private static let lengths: Set = [
        "max_sequence_length", "max_seq_length", "max_seq_len", "seq_length", "seq_len", "sequence_length",
        "context_length", "max_context_length", "n_ctx", "training_seq_len", "train_seq_len", "max_batch_size",
    ]

    private static let classification: Set = [
        "cross_attention_hidden_size", "is_decoder", "is_encoder_decoder", "tie_encoder_decoder",
        "chunk_size_feed_forward", "pruned_heads", "problem_type", "finetuning_task", "task_specific_params",
        "id2label", "label2id", "num_labels", "classifier_activation", "predict_special_tokens", "add_cross_attention",
    ]

    /// Keys that are refused whatever the caller says: the stored numbers are others.
    static let refusedKeys = ["quantization_config", "quantization", "quant_config", "compression_config"].reduce(
        into: [String: String]()
    ) {
        $0[$1] = "quantised checkpoints are not read; save the model as f32, f16 or bf16"
    }
}
