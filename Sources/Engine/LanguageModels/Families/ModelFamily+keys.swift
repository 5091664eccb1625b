extension ModelFamily {
    /// Keys met in real files that change nothing of a forward pass: names, versions, how a file was stored, what
    /// generation, dropout or a classifier would do.
    static let inertKeys: Set = [
        "_name_or_path", "name_or_path", "_commit_hash", "_attn_implementation", "_attn_implementation_autoset",
        "architectures", "attn_implementation", "transformers_version", "torch_dtype", "dtype", "unsloth_version",
        "unsloth_fixed", "transformers.js_config", "tokenizer_class",
        "use_cache", "use_return_dict", "return_dict", "return_dict_in_generate", "output_attentions",
        "output_hidden_states", "output_scores", "torchscript", "use_bfloat16", "gradient_checkpointing",
        "initializer_range", "attention_dropout", "hidden_dropout", "pad_token_id", "sep_token_id",
        "decoder_start_token_id", "add_cross_attention", "cross_attention_hidden_size", "is_decoder",
        "is_encoder_decoder", "tie_encoder_decoder", "chunk_size_feed_forward", "pruned_heads", "problem_type",
        "finetuning_task", "task_specific_params", "id2label", "label2id", "num_labels", "prefix", "max_length",
        "min_length", "do_sample", "early_stopping", "num_beams", "num_beam_groups", "diversity_penalty",
        "temperature", "top_k", "top_p", "typical_p", "repetition_penalty", "length_penalty",
        "no_repeat_ngram_size", "encoder_no_repeat_ngram_size", "bad_words_ids", "num_return_sequences",
        "forced_bos_token_id", "forced_eos_token_id", "remove_invalid_values", "exponential_decay_length_penalty",
        "suppress_tokens", "begin_suppress_tokens", "tf_legacy_loss",
    ]

    /// Keys that are refused whatever the caller says: the stored numbers, or the code that reads them, are others.
    static let refusedKeys = [
        "quantization_config": "quantised checkpoints are not read; save the model as f32, f16 or bf16",
        "auto_map": "models that bring their own code are not run; save the model as one of a known family",
    ]
}
