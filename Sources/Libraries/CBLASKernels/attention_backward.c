#include "attention.h"

/// The memory of one window's gradient, cut out of the scratch.
typedef struct {
    float *transposed_keys;    // [D, padded T]
    float *transposed_values;  // [D, padded T]
    float *keys;               // [padded T, padded D]
    float *key_slopes;         // [padded T, padded D]
    float *value_slopes;       // [padded T, padded D]
    float *probabilities;      // [QUERY_ROWS, padded T]
    float *score_slopes;       // [QUERY_ROWS, padded T]
    float *queries;            // [QUERY_ROWS, padded D]
    float *out_slopes;         // [QUERY_ROWS, padded D]
    float *query_slopes;       // [QUERY_ROWS, padded D]
} memory;

ASSAY_INLINE memory memory_of(window w, float *scratch) {
    size_t whole = w.padded_tokens * w.padded_width;
    size_t transposed = w.width * w.padded_tokens;
    memory m;
    m.transposed_keys = scratch;
    m.transposed_values = m.transposed_keys + transposed;
    m.keys = m.transposed_values + transposed;
    m.key_slopes = m.keys + whole;
    m.value_slopes = m.key_slopes + whole;
    m.probabilities = m.value_slopes + whole;
    m.score_slopes = m.probabilities + QUERY_ROWS * w.padded_tokens;
    m.queries = m.score_slopes + QUERY_ROWS * w.padded_tokens;
    m.out_slopes = m.queries + QUERY_ROWS * w.padded_width;
    m.query_slopes = m.out_slopes + QUERY_ROWS * w.padded_width;
    return m;
}

/// scores and dP of one row become P and dS = scale · P ∘ (dP − dO·O).
ASSAY_INLINE void score_slope(
    size_t visible, size_t columns, float scale, float log_sum_exp, float pull, float *restrict probabilities,
    float *restrict slopes) {
    for (size_t block = 0; block < columns; block += ASSAY_LANES) {
        for (size_t lane = 0; lane < ASSAY_LANES; lane++) {
            size_t j = block + lane;
            float probability = exponential(scale * probabilities[j] - log_sum_exp);
            probability = j < visible ? probability : 0.0f;
            probabilities[j] = probability;
            slopes[j] = scale * probability * (slopes[j] - pull);
        }
    }
}

ASSAY_INLINE float dot(size_t count, const float *left, const float *right) {
#pragma clang fp reassociate(on)
    float sum = 0;
    for (size_t i = 0; i < count; i++) sum += left[i] * right[i];
    return sum;
}

/// One query head over the whole window: dq is written, dk and dv are added to.
ASSAY_INLINE void backpropagate(
    window w, memory m, const float *queries, const float *out, const float *log_sum_exp, const float *dout,
    float *dqueries) {
    for (size_t first = 0; first < w.tokens; first += QUERY_ROWS) {
        size_t rows = w.tokens - first < QUERY_ROWS ? w.tokens - first : QUERY_ROWS;
        size_t seen = first + rows;
        size_t columns = padded(seen);
        gather(rows, w.width, w.padded_width, queries + first * w.stride, w.stride, m.queries);
        gather(rows, w.width, w.padded_width, dout + first * w.out_stride, w.out_stride, m.out_slopes);
        strided query = {m.queries, w.padded_width, 1};
        strided slope = {m.out_slopes, w.padded_width, 1};
        size_t long_row = w.padded_tokens;
        multiply(rows, columns, w.width, query, m.transposed_keys, long_row, m.probabilities, long_row, 0);
        multiply(rows, columns, w.width, slope, m.transposed_values, long_row, m.score_slopes, long_row, 0);
        for (size_t row = 0; row < rows; row++) {
            float pull = dot(w.width, m.out_slopes + row * w.padded_width, out + (first + row) * w.out_stride);
            score_slope(
                first + row + 1, columns, w.scale, log_sum_exp[first + row], pull, m.probabilities + row * long_row,
                m.score_slopes + row * long_row);
        }
        strided slopes = {m.score_slopes, long_row, 1};
        strided transposed_slopes = {m.score_slopes, 1, long_row};
        strided transposed_probabilities = {m.probabilities, 1, long_row};
        size_t wide = w.padded_width;
        multiply(rows, wide, seen, slopes, m.keys, wide, m.query_slopes, wide, 0);
        multiply(seen, wide, rows, transposed_slopes, m.queries, wide, m.key_slopes, wide, 1);
        multiply(seen, wide, rows, transposed_probabilities, m.out_slopes, wide, m.value_slopes, wide, 1);
        for (size_t row = 0; row < rows; row++)
            memcpy(dqueries + (first + row) * w.stride, m.query_slopes + row * wide, w.width * sizeof(float));
    }
}

ASSAY_CLONES static void backpropagate_all(
    window w, assay_heads heads, const float *qkv, const float *out, const float *log_sum_exp, const float *dout,
    float *dqkv, float *scratch) {
    size_t group = heads.query_heads / heads.key_value_heads;
    memory m = memory_of(w, scratch);
    for (size_t shared = 0; shared < heads.key_value_heads; shared++) {
        size_t key = (heads.query_heads + shared) * w.width;
        size_t value = key + heads.key_value_heads * w.width;
        gather_transposed(w, qkv + key, m.transposed_keys);
        gather_transposed(w, qkv + value, m.transposed_values);
        gather(w.tokens, w.width, w.padded_width, qkv + key, w.stride, m.keys);
        memset(m.key_slopes, 0, 2 * w.padded_tokens * w.padded_width * sizeof(float));
        for (size_t head = shared * group; head < (shared + 1) * group; head++)
            backpropagate(
                w, m, qkv + head * w.width, out + head * w.width, log_sum_exp + head * w.tokens,
                dout + head * w.width, dqkv + head * w.width);
        for (size_t token = 0; token < w.tokens; token++) {
            float *row = dqkv + token * w.stride;
            memcpy(row + key, m.key_slopes + token * w.padded_width, w.width * sizeof(float));
            memcpy(row + value, m.value_slopes + token * w.padded_width, w.width * sizeof(float));
        }
    }
}

assay_status assay_attention_backward(
    size_t tokens, assay_heads heads, const float *qkv, const float *out, const float *log_sum_exp, const float *dout,
    float *dqkv, float *scratch, size_t scratch_count) {
    if (!is_attention(tokens, heads)) return ASSAY_INVALID_SHAPE;
    if (scratch_count < assay_attention_scratch(tokens, heads)) return ASSAY_SCRATCH_TOO_SMALL;
    backpropagate_all(window_of(tokens, heads, full_reach(heads)), heads, qkv, out, log_sum_exp, dout, dqkv, scratch);
    return ASSAY_OK;
}
