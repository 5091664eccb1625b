"""Writes a Llama checkpoint in llama.cpp's format.

    python write_gguf.py CHECKPOINT FILE f32|bf16

Matrices are stored in the type given and norms in f32, as llama.cpp's own converter does. The file has no vocabulary:
it is asked with token ids.
"""

import json
import os
import sys

import gguf
import numpy
import safetensors

NAMES = {
    "model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output",
    "input_layernorm": "attn_norm", "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output", "post_attention_layernorm": "ffn_norm",
    "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down",
}


def name_in_gguf(name):
    stem = name.removesuffix(".weight")
    if not stem.startswith("model.layers."):
        return NAMES[stem] + ".weight"
    layer, part = stem.removeprefix("model.layers.").split(".", 1)
    return f"blk.{layer}.{NAMES[part]}.weight"


def interleaved(matrix, heads):
    """llama.cpp rotates neighbouring rows of a head, transformers the halves: row j and row j + half become a pair."""
    halves = matrix.reshape(heads, 2, -1, matrix.shape[1])
    return numpy.ascontiguousarray(halves.swapaxes(1, 2)).reshape(matrix.shape)


def write_shape(writer, config):
    writer.add_vocab_size(config["vocab_size"])
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config["num_key_value_heads"])
    writer.add_key_length(config["head_dim"])
    writer.add_value_length(config["head_dim"])
    writer.add_rope_dimension_count(config["head_dim"])
    writer.add_rope_freq_base(config["rope_theta"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_tokenizer_model("no_vocab")


def main():
    folder, path, kind = sys.argv[1:]
    config = json.load(open(f"{folder}/config.json"))
    stored = {"f32": gguf.GGMLQuantizationType.F32, "bf16": gguf.GGMLQuantizationType.BF16}[kind]
    writer = gguf.GGUFWriter(path + ".part", "llama")
    write_shape(writer, config)
    heads = {"q_proj": config["num_attention_heads"], "k_proj": config["num_key_value_heads"]}
    with safetensors.safe_open(f"{folder}/model.safetensors", "numpy") as file:
        for name in file.keys():
            tensor = file.get_tensor(name)
            part = name.split(".")[-2]
            if part in heads:
                tensor = interleaved(tensor, heads[part])
            type_ = stored if tensor.ndim > 1 else gguf.GGMLQuantizationType.F32
            writer.add_tensor(name_in_gguf(name), gguf.quantize(tensor, type_), raw_dtype=type_)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    os.replace(path + ".part", path)


if __name__ == "__main__":
    main()
