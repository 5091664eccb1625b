#include <math.h>

#include "CReferenceKernels.h"

static size_t row_width(assay_heads heads) {
    return (heads.query_heads + 2 * heads.key_value_heads) * heads.head_width;
}

/// Where the key head read by query head `head` begins in a row; its value head begins G·D further.
static size_t key_start(assay_heads heads, size_t head) {
    return (heads.query_heads + head * heads.key_value_heads / heads.query_heads) * heads.head_width;
}

static double dot(size_t count, const float *left, const float *right) {
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += (double)left[i] * right[i];
    return sum;
}

void assay_reference_rope_forward(
    size_t rows, assay_heads heads, size_t half, const int32_t *positions, const float *cosines, const float *sines,
    const float *bias, float *qkv) {
    size_t width = row_width(heads);
    for (size_t r = 0; r < rows; r++) {
        float *row = qkv + r * width;
        for (size_t i = 0; bias && i < width; i++) row[i] += bias[i];
        for (size_t head = 0; head < heads.query_heads + heads.key_value_heads; head++) {
            float *values = row + head * heads.head_width;
            for (size_t j = 0; j < half; j++) {
                double cosine = cosines[(size_t)positions[r] * half + j];
                double sine = sines[(size_t)positions[r] * half + j];
                double low = values[j];
                double high = values[j + half];
                values[j] = (float)(low * cosine - high * sine);
                values[j + half] = (float)(high * cosine + low * sine);
            }
        }
    }
}

/// The largest scaled score and the sum of exponentials of token i's row of one head, over the keys from `first` on.
static double score_sum(
    size_t i, size_t first, assay_heads heads, size_t head, const float *qkv, double scale, double *largest) {
    size_t width = row_width(heads);
    size_t key = key_start(heads, head);
    const float *query = qkv + i * width + head * heads.head_width;
    *largest = -INFINITY;
    for (size_t j = first; j <= i; j++)
        *largest = fmax(*largest, scale * dot(heads.head_width, query, qkv + j * width + key));
    double sum = 0;
    for (size_t j = first; j <= i; j++) sum += exp(scale * dot(heads.head_width, query, qkv + j * width + key) - *largest);
    return sum;
}

void assay_reference_attention_forward(
    size_t tokens, assay_heads heads, assay_reach reach, const float *qkv, float *out) {
    size_t width = row_width(heads);
    size_t depth = heads.head_width;
    double scale = reach.scale;
    for (size_t head = 0; head < heads.query_heads; head++) {
        size_t key = key_start(heads, head);
        size_t value = key + heads.key_value_heads * depth;
        for (size_t i = 0; i < tokens; i++) {
            double largest;
            size_t first = reach.window && i + 1 > reach.window ? i + 1 - reach.window : 0;
            double sum = score_sum(i, first, heads, head, qkv, scale, &largest);
            for (size_t d = 0; d < depth; d++) {
                double mean = 0;
                for (size_t j = first; j <= i; j++) {
                    double score = scale * dot(depth, qkv + i * width + head * depth, qkv + j * width + key);
                    mean += exp(score - largest) / sum * qkv[j * width + value + d];
                }
                out[(i * heads.query_heads + head) * depth + d] = (float)mean;
            }
        }
    }
}

void assay_reference_attention_backward(
    size_t tokens, assay_heads heads, const float *qkv, const float *dout, float *dqkv) {
    size_t width = row_width(heads);
    size_t depth = heads.head_width;
    double scale = 1 / sqrt((double)depth);
    for (size_t i = 0; i < tokens * width; i++) dqkv[i] = 0;
    for (size_t head = 0; head < heads.query_heads; head++) {
        size_t key = key_start(heads, head);
        size_t value = key + heads.key_value_heads * depth;
        for (size_t i = 0; i < tokens; i++) {
            const float *query = qkv + i * width + head * depth;
            const float *slope = dout + (i * heads.query_heads + head) * depth;
            double largest;
            double sum = score_sum(i, 0, heads, head, qkv, scale, &largest);
            double pull = 0;
            for (size_t j = 0; j <= i; j++) {
                double p = exp(scale * dot(depth, query, qkv + j * width + key) - largest) / sum;
                pull += p * dot(depth, slope, qkv + j * width + value);
            }
            for (size_t j = 0; j <= i; j++) {
                double p = exp(scale * dot(depth, query, qkv + j * width + key) - largest) / sum;
                double score_slope = scale * p * (dot(depth, slope, qkv + j * width + value) - pull);
                for (size_t d = 0; d < depth; d++) {
                    dqkv[i * width + head * depth + d] += (float)(score_slope * qkv[j * width + key + d]);
                    dqkv[j * width + key + d] += (float)(score_slope * query[d]);
                    dqkv[j * width + value + d] += (float)(p * slope[d]);
                }
            }
        }
    }
}
