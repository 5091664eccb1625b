#ifndef ASSAY_LAYERS_H
#define ASSAY_LAYERS_H

#include <stddef.h>
#include <stdint.h>

#include "assay_status.h"

/// The rows that one BLAS call of a linear layer is given; longer blocks are cut in tiles of this many.
///
/// BLAS gives a row other bits when the number of rows changes, so whoever cuts tokens into blocks must make the count
/// of rows a function of one document alone.
#define ASSAY_TILE_ROWS 512

/// y (+)= x wᵀ. x: [R, K]; w: [N, K]; y: [R, N]; `accumulate` 0 overwrites y, 1 adds to it.
assay_status assay_linear_forward(
    size_t rows, size_t inputs, size_t outputs, const float *x, const float *w, int accumulate, float *y);

/// dx (+)= dy w. dy: [R, N]; w: [N, K]; dx: [R, K].
assay_status assay_linear_backward_input(
    size_t rows, size_t inputs, size_t outputs, const float *dy, const float *w, int accumulate, float *dx);

/// dw += dyᵀ x. dy: [R, N]; x: [R, K]; dw: [N, K].
assay_status assay_linear_backward_weight(
    size_t rows, size_t inputs, size_t outputs, const float *dy, const float *x, float *dw);

/// y += bias in every row. bias: [N]; y: [R, N].
void assay_bias_forward(size_t rows, size_t width, const float *bias, float *y);

/// dbias += the sum of dy over its rows. dy: [R, N]; dbias: [N].
void assay_bias_backward(size_t rows, size_t width, const float *dy, float *dbias);

/// Gathers the parts of heads: from [heads, parts, count], each head's parts together, to [parts, heads, count], in
/// place.
///
/// So a fused matrix of q, k and v head by head becomes all of q, all of k, all of v; `count` is D·H for its rows, D
/// for its bias.
void assay_gather_parts(size_t heads, size_t parts, size_t count, float *values);

/// h[r] = table[ids[r]]. ids: [R]; table: [V, H]; h: [R, H].
assay_status assay_embedding_forward(
    size_t rows, size_t width, size_t vocabulary, const int32_t *ids, const float *table, float *h);

/// dtable[ids[r]] += dh[r], in the order of the rows. dh: [R, H]; dtable: [V, H].
assay_status assay_embedding_backward(
    size_t rows, size_t width, size_t vocabulary, const int32_t *ids, const float *dh, float *dtable);

/// y = weight * x / sqrt(mean(x²) + epsilon), the mean in f32. x, y: [R, H]; weight: [H];
/// inverse_rms: [R], or null where no gradient will be asked for.
void assay_rms_norm_forward(
    size_t rows, size_t width, float epsilon, const float *x, const float *weight, float *y, float *inverse_rms);

/// dx += the gradient through the norm; dweight += its gradient. x, dy, dx: [R, H]; weight, dweight: [H];
/// inverse_rms: [R], as the forward pass left it.
void assay_rms_norm_backward(
    size_t rows, size_t width, const float *x, const float *weight, const float *inverse_rms, const float *dy,
    float *dx, float *dweight);

/// Normalises groups of each row in place, each group by itself: x = weight · x / sqrt(mean(x²) + epsilon).
/// x: R rows, `stride` floats apart, each of `groups` groups of W; weight: [W].
void assay_group_norm_forward(
    size_t rows, size_t stride, size_t groups, size_t width, float epsilon, const float *weight, float *x);

/// y = weight * (x − mean(x)) / sqrt(variance(x) + epsilon) + bias, both in f32. x, y: [R, H]; weight: [H] or null for
/// 1; bias: [H] or null for 0.
void assay_layer_norm_forward(
    size_t rows, size_t width, float epsilon, const float *x, const float *weight, const float *bias, float *y);

/// x = x, but at most `limit` from zero; NaN stays. x: [count].
void assay_clip_forward(size_t count, float limit, float *x);

/// The function between the two matrices of a feed-forward layer without a gate.
typedef enum : int32_t {
    /// x · Φ(x), Φ the normal distribution.
    ASSAY_GELU = 0,
    /// x · (1 + tanh(√(2/π) · (x + 0.044715 x³))) / 2.
    ASSAY_TANH_GELU = 1,
} assay_activation;

/// x = activation(x + bias). x: [R, I], in place; bias: [I] or null.
void assay_activation_forward(
    size_t rows, size_t width, assay_activation activation, const float *bias, float *x);

/// act = silu(gate + bias) * (up + bias). gate_up: [R, 2I], gate first, to which the bias is added in place;
/// bias: [2I] or null; act: [R, I].
void assay_swiglu_forward(size_t rows, size_t width, const float *bias, float *gate_up, float *act);

/// The gradient of the above, written over gate_up. gate_up: [R, 2I], as the forward pass left it; dact: [R, I].
void assay_swiglu_backward(size_t rows, size_t width, float *gate_up, const float *dact);

/// y[i] = e^x[i], with the function that every kernel uses; for tests of its error.
void assay_exponential(size_t count, const float *x, float *y);

#endif
