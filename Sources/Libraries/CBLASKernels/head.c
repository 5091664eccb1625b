#include "assay_head.h"

#include <cblas.h>
#include <math.h>

#include "assay_layers.h"
#include "exponential.h"
#include "largest.h"

#define LARGEST_TILE 512

size_t assay_head_tile(size_t vocabulary) {
    size_t tiles = (vocabulary + LARGEST_TILE - 1) / LARGEST_TILE;
    if (tiles <= 1) return vocabulary;
    size_t even = (vocabulary + tiles - 1) / tiles;
    return (even + 15) / 16 * 16;
}

size_t assay_head_scratch(size_t rows, size_t vocabulary) {
    // A tile of logits; largest logit, sum and target logit of each row.
    return rows * assay_head_tile(vocabulary) + 3 * rows;
}

static assay_status check(
    size_t rows, size_t width, size_t vocabulary, const int32_t *targets, size_t scratch_count) {
    if (!rows || rows > ASSAY_TILE_ROWS || !width || !vocabulary) return ASSAY_INVALID_SHAPE;
    if (width > INT32_MAX || vocabulary > INT32_MAX) return ASSAY_INVALID_SHAPE;
    if (scratch_count < assay_head_scratch(rows, vocabulary)) return ASSAY_SCRATCH_TOO_SMALL;
    for (size_t row = 0; row < rows; row++)
        if (targets[row] < 0 || (size_t)targets[row] >= vocabulary) return ASSAY_INVALID_TOKEN;
    return ASSAY_OK;
}

/// logits = x wᵀ for the columns [first, first + columns). logits: [R, columns].
static void logits_of(
    size_t rows, size_t width, size_t first, size_t columns, const float *x, const float *w, float *logits) {
    cblas_sgemm(
        CblasRowMajor, CblasNoTrans, CblasTrans, (blasint)rows, (blasint)columns, (blasint)width, 1.0f, x,
        (blasint)width, w + first * width, (blasint)width, 0.0f, logits, (blasint)columns);
}

/// Takes one tile of logits into the running largest logit and sum of exponentials of each row.
ASSAY_CLONES static void absorb(
    size_t rows, size_t columns, int is_first, const float *logits, float *restrict largest, float *restrict sums) {
#pragma clang fp reassociate(on)
    for (size_t row = 0; row < rows; row++) {
        const float *from = logits + row * columns;
        float top = largest_of(columns, from);
        if (!is_first && largest[row] > top) top = largest[row];
        float sum = 0;
        for (size_t j = 0; j < columns; j++) sum += exponential(from[j] - top);
        sums[row] = is_first ? sum : sums[row] * exponential(largest[row] - top) + sum;
        largest[row] = top;
    }
}

assay_status assay_head_absorb(
    size_t rows, size_t columns, size_t first, const float *logits, const int32_t *targets, assay_head_state state) {
    if (!rows || !columns) return ASSAY_INVALID_SHAPE;
    absorb(rows, columns, first == 0, logits, state.largest, state.sums);
    for (size_t row = 0; row < rows; row++) {
        size_t target = (size_t)targets[row];
        if (target >= first && target < first + columns) state.chosen[row] = logits[row * columns + target - first];
    }
    return ASSAY_OK;
}

void assay_head_finish(size_t rows, assay_head_state state, float *losses, float *log_sum_exp) {
    for (size_t row = 0; row < rows; row++) {
        float logarithm = logf(state.sums[row]);
        if (log_sum_exp) log_sum_exp[row] = state.largest[row] + logarithm;
        losses[row] = (state.largest[row] - state.chosen[row]) + logarithm;
    }
}

assay_status assay_head_forward(
    size_t rows, size_t width, size_t vocabulary, const float *x, const float *w, const int32_t *targets,
    float *losses, float *log_sum_exp, float *scratch, size_t scratch_count) {
    assay_status status = check(rows, width, vocabulary, targets, scratch_count);
    if (status != ASSAY_OK) return status;
    size_t tile = assay_head_tile(vocabulary);
    float *logits = scratch;
    float *kept = scratch + rows * tile;
    assay_head_state state = {kept, kept + rows, kept + 2 * rows};
    for (size_t first = 0; first < vocabulary; first += tile) {
        size_t columns = vocabulary - first < tile ? vocabulary - first : tile;
        logits_of(rows, width, first, columns, x, w, logits);
        status = assay_head_absorb(rows, columns, first, logits, targets, state);
        if (status != ASSAY_OK) return status;
    }
    assay_head_finish(rows, state, losses, log_sum_exp);
    return ASSAY_OK;
}

/// logits become scale · (softmax − one-hot) for one tile of columns.
ASSAY_CLONES static void slope(
    size_t rows, size_t columns, size_t first, const int32_t *targets, const float *log_sum_exp, float scale,
    float *logits) {
    for (size_t row = 0; row < rows; row++) {
        float *restrict to = logits + row * columns;
        float whole = log_sum_exp[row];
        for (size_t j = 0; j < columns; j++) to[j] = scale * exponential(to[j] - whole);
        size_t target = (size_t)targets[row];
        if (target >= first && target < first + columns) to[target - first] -= scale;
    }
}

assay_status assay_head_backward(
    size_t rows, size_t width, size_t vocabulary, const float *x, const float *w, const int32_t *targets,
    const float *log_sum_exp, float scale, float *dx, float *dw, float *scratch, size_t scratch_count) {
    assay_status status = check(rows, width, vocabulary, targets, scratch_count);
    if (status != ASSAY_OK) return status;
    size_t tile = assay_head_tile(vocabulary);
    float *logits = scratch;
    for (size_t first = 0; first < vocabulary; first += tile) {
        size_t columns = vocabulary - first < tile ? vocabulary - first : tile;
        if (tile < vocabulary) logits_of(rows, width, first, columns, x, w, logits);
        slope(rows, columns, first, targets, log_sum_exp, scale, logits);
        assay_linear_backward_input(rows, width, columns, logits, w + first * width, first > 0, dx);
        assay_linear_backward_weight(rows, width, columns, logits, x, dw + first * width);
    }
    return ASSAY_OK;
}
