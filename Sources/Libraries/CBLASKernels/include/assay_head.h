#ifndef ASSAY_HEAD_H
#define ASSAY_HEAD_H

#include <stddef.h>
#include <stdint.h>

#include "assay_status.h"

/// The vocabulary columns of one tile of logits: at most 512, the same for every tile but the last.
size_t assay_head_tile(size_t vocabulary);

/// How many floats of scratch memory the head takes for R rows of at most ASSAY_TILE_ROWS.
size_t assay_head_scratch(size_t rows, size_t vocabulary);

/// What is kept of the logits of R rows between tiles of vocabulary columns; each [R].
typedef struct {
    /// The largest logit so far, and the sum of e^(logit − largest) so far.
    float *largest;
    float *sums;
    /// The target's logit, once its tile has come.
    float *chosen;
} assay_head_state;

/// Takes a tile of logits into the state. Tiles come in order, from column 0 on, which begins the state anew.
///
/// - logits: [R, columns], of the vocabulary columns from `first` on; targets: [R].
assay_status assay_head_absorb(
    size_t rows, size_t columns, size_t first, const float *logits, const int32_t *targets, assay_head_state state);

/// The negative log-likelihoods, once every column has come: log Σ exp(logits) − target's logit, in nats.
///
/// - losses: [R], which may be an array of the state; log_sum_exp: [R] or null where no gradient will be asked for.
void assay_head_finish(size_t rows, assay_head_state state, float *losses, float *log_sum_exp);

/// The negative log-likelihood of each row's target: log Σ exp(x wᵀ) − x·w[target], in nats.
///
/// The logits exist one tile of vocabulary columns at a time, beside a running largest logit and sum of exponentials.
/// - x: [R, H], R at most ASSAY_TILE_ROWS; w: [V, H]; targets: [R]; losses: [R];
///   log_sum_exp: [R] or null where no gradient will be asked for.
assay_status assay_head_forward(
    size_t rows, size_t width, size_t vocabulary, const float *x, const float *w, const int32_t *targets,
    float *losses, float *log_sum_exp, float *scratch, size_t scratch_count);

/// The gradient of scale · Σ losses: dx is overwritten, dw added to.
///
/// `scratch` must be as the forward pass of the same rows left it: where the vocabulary is one tile, its logits are
/// there still; otherwise they are computed again, tile by tile.
/// - dx: [R, H]; dw: [V, H].
assay_status assay_head_backward(
    size_t rows, size_t width, size_t vocabulary, const float *x, const float *w, const int32_t *targets,
    const float *log_sum_exp, float scale, float *dx, float *dw, float *scratch, size_t scratch_count);

#endif
