#include "attention.h"
#include "largest.h"

size_t assay_attention_scratch(size_t tokens, assay_heads heads) {
    window w = window_of(tokens, heads, full_reach(heads));
    // kᵀ and vᵀ; v, k, dk and dv; scores and their gradients; four tiles of query rows.
    return 2 * w.width * w.padded_tokens + 4 * w.padded_tokens * w.padded_width + 2 * QUERY_ROWS * w.padded_tokens
        + 4 * QUERY_ROWS * w.padded_width;
}

/// Turns one row of scores into unnormalised probabilities; returns their sum and leaves the largest scaled score.
///
/// scores: [columns], of which those from `hidden` up to `visible` count and the others become 0; `columns` a multiple
/// of ASSAY_LANES.
ASSAY_INLINE float exponentiate(
    size_t hidden, size_t visible, size_t columns, float scale, float *restrict scores, float *largest) {
#pragma clang fp reassociate(on)
    float top = largest_of(visible - hidden, scores + hidden);
    float sums[ASSAY_LANES] = {0};
    for (size_t block = 0; block < columns; block += ASSAY_LANES) {
        for (size_t lane = 0; lane < ASSAY_LANES; lane++) {
            float probability = exponential(scale * (scores[block + lane] - top));
            probability = block + lane >= hidden && block + lane < visible ? probability : 0.0f;
            scores[block + lane] = probability;
            sums[lane] += probability;
        }
    }
    float sum = 0;
    for (size_t lane = 0; lane < ASSAY_LANES; lane++) sum += sums[lane];
    *largest = scale * top;
    return sum;
}

/// One query head over the whole window. keys: [D, padded T]; values: [T, padded D].
ASSAY_INLINE void attend(
    window w, const float *queries, const float *keys, const float *values, float *scores, float *tile, float *out,
    float *log_sum_exp) {
    for (size_t first = 0; first < w.tokens; first += QUERY_ROWS) {
        size_t rows = w.tokens - first < QUERY_ROWS ? w.tokens - first : QUERY_ROWS;
        // Keys that even the tile's first row does not see any more are left out, by whole groups of columns.
        size_t gone = first + 1 > w.reach ? (first + 1 - w.reach) / ASSAY_LANES * ASSAY_LANES : 0;
        size_t seen = first + rows - gone;
        size_t columns = padded(seen);
        strided query = {queries + first * w.stride, w.stride, 1};
        multiply(rows, columns, w.width, query, keys + gone, w.padded_tokens, scores, w.padded_tokens, 0);
        float factors[QUERY_ROWS];
        for (size_t row = 0; row < rows; row++) {
            float largest;
            size_t visible = first + row + 1;
            size_t hidden = visible > w.reach ? visible - w.reach : 0;
            float sum = exponentiate(
                hidden - gone, visible - gone, columns, w.scale, scores + row * w.padded_tokens, &largest);
            factors[row] = 1.0f / sum;
            if (log_sum_exp) log_sum_exp[first + row] = largest + logf(sum);
        }
        strided probabilities = {scores, w.padded_tokens, 1};
        const float *first_value = values + gone * w.padded_width;
        multiply(rows, w.padded_width, seen, probabilities, first_value, w.padded_width, tile, w.padded_width, 0);
        for (size_t row = 0; row < rows; row++) {
            float *restrict to = out + (first + row) * w.out_stride;
            for (size_t i = 0; i < w.width; i++) to[i] = tile[row * w.padded_width + i] * factors[row];
        }
    }
}

ASSAY_CLONES static void attend_all(
    window w, assay_heads heads, const float *qkv, float *out, float *log_sum_exp, float *scratch) {
    size_t group = heads.query_heads / heads.key_value_heads;
    float *keys = scratch;
    float *values = keys + w.width * w.padded_tokens;
    float *scores = values + w.padded_tokens * w.padded_width;
    float *tile = scores + QUERY_ROWS * w.padded_tokens;
    for (size_t shared = 0; shared < heads.key_value_heads; shared++) {
        const float *key = qkv + (heads.query_heads + shared) * w.width;
        const float *value = key + heads.key_value_heads * w.width;
        gather_transposed(w, key, keys);
        gather(w.tokens, w.width, w.padded_width, value, w.stride, values);
        for (size_t head = shared * group; head < (shared + 1) * group; head++)
            attend(
                w, qkv + head * w.width, keys, values, scores, tile, out + head * w.width,
                log_sum_exp ? log_sum_exp + head * w.tokens : 0);
    }
}

assay_status assay_attention_forward(
    size_t tokens, assay_heads heads, assay_reach reach, const float *qkv, float *out, float *log_sum_exp,
    float *scratch, size_t scratch_count) {
    if (!is_attention(tokens, heads)) return ASSAY_INVALID_SHAPE;
    if (scratch_count < assay_attention_scratch(tokens, heads)) return ASSAY_SCRATCH_TOO_SMALL;
    attend_all(window_of(tokens, heads, reach), heads, qkv, out, log_sum_exp, scratch);
    return ASSAY_OK;
}
