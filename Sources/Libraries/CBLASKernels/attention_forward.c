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

/// Keys of one panel: their products with a query row are two registers.
#define PANEL (2 * ASSAY_LANES)

/// Keys whose values are summed before the next rows are: they stay in the nearest cache.
#define DEPTH 128

/// Copies a head's keys transposed, in panels, padding with zero columns.
/// from: [T, D] of the window's stride; to: [T / PANEL, D, PANEL].
ASSAY_INLINE void gather_panels(window w, const float *from, float *to) {
    for (size_t first = 0; first < w.tokens; first += PANEL, to += w.width * PANEL) {
        size_t count = w.tokens - first < PANEL ? w.tokens - first : PANEL;
        for (size_t token = 0; token < count; token++)
            for (size_t i = 0; i < w.width; i++) to[i * PANEL + token] = from[(first + token) * w.stride + i];
        for (size_t token = count; token < PANEL; token++)
            for (size_t i = 0; i < w.width; i++) to[i * PANEL + token] = 0;
    }
}

/// One query head over the whole window. keys: in panels; values: [T, padded D]; scores: [QUERY_ROWS, score_row].
ASSAY_INLINE void attend(
    window w, const float *queries, const float *keys, const float *values, float *scores, size_t score_row,
    float *tile, float *out, float *log_sum_exp) {
    for (size_t first = 0; first < w.tokens; first += QUERY_ROWS) {
        size_t rows = w.tokens - first < QUERY_ROWS ? w.tokens - first : QUERY_ROWS;
        // Keys that even the tile's first row does not see any more are left out, by whole panels.
        size_t gone = first + 1 > w.reach ? (first + 1 - w.reach) / PANEL * PANEL : 0;
        size_t seen = first + rows - gone;
        size_t columns = padded(seen);
        strided query = {queries + first * w.stride, w.stride, 1};
        for (size_t key = 0; key < seen; key += PANEL)
            multiply(rows, PANEL, w.width, query, keys + (gone + key) * w.width, PANEL, scores + key, score_row, 0);
        float factors[QUERY_ROWS];
        for (size_t row = 0; row < rows; row++) {
            float largest;
            size_t visible = first + row + 1;
            size_t hidden = visible > w.reach ? visible - w.reach : 0;
            float sum = exponentiate(
                hidden - gone, visible - gone, columns, w.scale, scores + row * score_row, &largest);
            factors[row] = 1.0f / sum;
            if (log_sum_exp) log_sum_exp[first + row] = largest + logf(sum);
        }
        for (size_t key = 0; key < seen; key += DEPTH) {
            size_t depth = seen - key < DEPTH ? seen - key : DEPTH;
            strided probabilities = {scores + key, score_row, 1};
            const float *value = values + (gone + key) * w.padded_width;
            multiply(rows, w.padded_width, depth, probabilities, value, w.padded_width, tile, w.padded_width, key > 0);
        }
        for (size_t row = 0; row < rows; row++) {
            float *restrict to = out + (first + row) * w.out_stride;
            for (size_t i = 0; i < w.width; i++) to[i] = tile[row * w.padded_width + i] * factors[row];
        }
    }
}

ASSAY_CLONES static void attend_all(
    window w, assay_heads heads, const float *qkv, float *out, float *log_sum_exp, float *scratch) {
    size_t group = heads.query_heads / heads.key_value_heads;
    size_t panels = (w.tokens + PANEL - 1) / PANEL;
    // One register apart from a power of two, at which rows would fall on each other in the cache.
    size_t score_row = panels * PANEL + ASSAY_LANES;
    float *keys = scratch;
    float *values = keys + w.width * panels * PANEL;
    float *scores = values + w.padded_tokens * w.padded_width;
    float *tile = scores + QUERY_ROWS * score_row;
    for (size_t shared = 0; shared < heads.key_value_heads; shared++) {
        const float *key = qkv + (heads.query_heads + shared) * w.width;
        const float *value = key + heads.key_value_heads * w.width;
        gather_panels(w, key, keys);
        gather(w.tokens, w.width, w.padded_width, value, w.stride, values);
        for (size_t head = shared * group; head < (shared + 1) * group; head++)
            attend(
                w, qkv + head * w.width, keys, values, scores, score_row, tile, out + head * w.width,
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
