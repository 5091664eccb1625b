// What the forward and the backward pass of attention share.
#ifndef ASSAY_ATTENTION_SHARED_H
#define ASSAY_ATTENTION_SHARED_H

#include <math.h>
#include <string.h>

#include "assay_attention.h"
#include "exponential.h"
#include "product.h"

/// Query rows of one tile.
#define QUERY_ROWS 32

/// Where the pieces of one window lie.
typedef struct {
    size_t tokens;
    size_t padded_tokens;
    size_t width;
    size_t padded_width;
    /// Floats between two rows of qkv.
    size_t stride;
    /// Floats between two rows of out.
    size_t out_stride;
    float scale;
    /// How many tokens one sees at most, itself included.
    size_t reach;
} window;

ASSAY_INLINE window window_of(size_t tokens, assay_heads heads, assay_reach reach) {
    window w;
    w.tokens = tokens;
    w.padded_tokens = padded(tokens);
    w.width = heads.head_width;
    w.padded_width = padded(heads.head_width);
    w.stride = (heads.query_heads + 2 * heads.key_value_heads) * heads.head_width;
    w.out_stride = heads.query_heads * heads.head_width;
    w.scale = reach.scale;
    w.reach = reach.window && reach.window < tokens ? reach.window : tokens;
    return w;
}

/// 1/√D, and all tokens.
ASSAY_INLINE assay_reach full_reach(assay_heads heads) {
    return (assay_reach){.scale = 1.0f / sqrtf((float)heads.head_width), .window = 0};
}

ASSAY_INLINE int is_attention(size_t tokens, assay_heads heads) {
    return tokens && heads.query_heads && heads.key_value_heads && heads.head_width
        && heads.query_heads % heads.key_value_heads == 0;
}

/// Copies a head's rows, padding each with zeros. from: [rows, width] of the given stride; to: [rows, padded width].
ASSAY_INLINE void gather(size_t rows, size_t width, size_t padded_width, const float *from, size_t stride, float *to) {
    for (size_t row = 0; row < rows; row++) {
        for (size_t i = 0; i < width; i++) to[row * padded_width + i] = from[row * stride + i];
        for (size_t i = width; i < padded_width; i++) to[row * padded_width + i] = 0;
    }
}

/// Copies a head transposed, padding with zero columns. from: [tokens, width]; to: [width, padded tokens].
ASSAY_INLINE void gather_transposed(window w, const float *from, float *to) {
    for (size_t token = 0; token < w.tokens; token++)
        for (size_t i = 0; i < w.width; i++) to[i * w.padded_tokens + token] = from[token * w.stride + i];
    for (size_t i = 0; i < w.width; i++)
        for (size_t token = w.tokens; token < w.padded_tokens; token++) to[i * w.padded_tokens + token] = 0;
}

#endif
