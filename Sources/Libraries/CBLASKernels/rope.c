#include "assay_attention.h"
#include "clones.h"

static int are_heads(assay_heads heads, size_t pairs) {
    return heads.query_heads && heads.key_value_heads && pairs && 2 * pairs <= heads.head_width
        && heads.query_heads % heads.key_value_heads == 0;
}

/// Rotates the first 2 `half` dimensions of one head by the angles of one position; `direction` -1 turns back.
ASSAY_INLINE void rotate(size_t half, const float *cosines, const float *sines, float direction, float *head) {
    float *restrict low = head;
    float *restrict high = head + half;
    for (size_t j = 0; j < half; j++) {
        float sine = direction * sines[j];
        float first = low[j];
        float second = high[j];
        low[j] = first * cosines[j] - second * sine;
        high[j] = second * cosines[j] + first * sine;
    }
}

ASSAY_INLINE void rotate_rows(
    size_t rows, assay_heads heads, size_t pairs, const int32_t *positions, const float *cosines, const float *sines,
    const float *bias, float direction, float *qkv) {
    size_t rotated = heads.query_heads + heads.key_value_heads;
    size_t width = (rotated + heads.key_value_heads) * heads.head_width;
    for (size_t row = 0; row < rows; row++) {
        float *restrict to = qkv + row * width;
        size_t offset = (size_t)positions[row] * pairs;
        if (bias)
            for (size_t i = 0; i < width; i++) to[i] += bias[i];
        for (size_t head = 0; head < rotated; head++)
            rotate(pairs, cosines + offset, sines + offset, direction, to + head * heads.head_width);
    }
}

ASSAY_CLONES static void turn(
    size_t rows, assay_heads heads, size_t pairs, const int32_t *positions, const float *cosines, const float *sines,
    const float *bias, float *qkv) {
    rotate_rows(rows, heads, pairs, positions, cosines, sines, bias, 1.0f, qkv);
}

ASSAY_CLONES static void turn_back(
    size_t rows, assay_heads heads, size_t pairs, const int32_t *positions, const float *cosines, const float *sines,
    float *dqkv) {
    rotate_rows(rows, heads, pairs, positions, cosines, sines, 0, -1.0f, dqkv);
}

assay_status assay_rope_forward(
    size_t rows, assay_heads heads, size_t pairs, const int32_t *positions, const float *cosines, const float *sines,
    const float *bias, float *qkv) {
    if (!are_heads(heads, pairs)) return ASSAY_INVALID_SHAPE;
    turn(rows, heads, pairs, positions, cosines, sines, bias, qkv);
    return ASSAY_OK;
}

assay_status assay_rope_backward(
    size_t rows, assay_heads heads, size_t pairs, const int32_t *positions, const float *cosines, const float *sines,
    float *dqkv) {
    if (!are_heads(heads, pairs)) return ASSAY_INVALID_SHAPE;
    turn_back(rows, heads, pairs, positions, cosines, sines, dqkv);
    return ASSAY_OK;
}
