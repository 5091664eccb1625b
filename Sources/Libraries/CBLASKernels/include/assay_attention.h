#ifndef ASSAY_ATTENTION_H
#define ASSAY_ATTENTION_H

#include <stddef.h>
#include <stdint.h>

#include "assay_status.h"

/// The heads of one attention layer. Row r of `qkv` holds Q query heads, then G key heads, then G value heads, each D
/// wide: (Q + 2G)·D floats. Query head q reads key and value head q / (Q / G).
typedef struct {
    /// Q.
    size_t query_heads;
    /// G; divides Q.
    size_t key_value_heads;
    /// D.
    size_t head_width;
} assay_heads;

/// What one layer makes of the products of queries and keys.
typedef struct {
    /// What each is multiplied with: 1/√D in most models.
    float scale;
    /// How many tokens one sees at most, itself included; 0 is all before it.
    size_t window;
} assay_reach;

/// Adds the bias to q, k and v and rotates q and k by their row's position, in one pass.
///
/// Rotate-half over the first 2P dimensions of a head: the pair (j, j + P) turns by position · frequency j; the
/// dimensions after them stay.
/// - pairs: P, at most D/2; positions: [R], each below the count of rows of the tables;
///   cosines, sines: [positions, P]; bias: [(Q + 2G)·D] or null; qkv: [R, (Q + 2G)·D], in place.
assay_status assay_rope_forward(
    size_t rows, assay_heads heads, size_t pairs, const int32_t *positions, const float *cosines, const float *sines,
    const float *bias, float *qkv);

/// Turns the gradient of the rotated qkv into that of the unrotated one, in place: [R, (Q + 2G)·D].
assay_status assay_rope_backward(
    size_t rows, assay_heads heads, size_t pairs, const int32_t *positions, const float *cosines, const float *sines,
    float *dqkv);

/// How many floats of scratch memory a window of T tokens takes, forward and backward.
size_t assay_attention_scratch(size_t tokens, assay_heads heads);

/// Causal attention of T tokens: out = softmax(scale · q kᵀ) v, each token seeing itself and those before it, of these
/// the last `window` where there is one.
///
/// Query rows go in tiles; keys beyond a tile's last row, and those that left its window, are never touched.
/// - qkv: [T, (Q + 2G)·D], rotated; out: [T, Q·D]; log_sum_exp: [Q, T] or null where no gradient will be asked for.
assay_status assay_attention_forward(
    size_t tokens, assay_heads heads, assay_reach reach, const float *qkv, float *out, float *log_sum_exp,
    float *scratch, size_t scratch_count);

/// The gradient of the above, with a scale of 1/√D and no window.
///
/// - out, log_sum_exp: as the forward pass left them; dout: [T, Q·D]; dqkv: [T, (Q + 2G)·D], overwritten.
assay_status assay_attention_backward(
    size_t tokens, assay_heads heads, const float *qkv, const float *out, const float *log_sum_exp, const float *dout,
    float *dqkv, float *scratch, size_t scratch_count);

#endif
