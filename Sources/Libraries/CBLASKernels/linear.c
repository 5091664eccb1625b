#include <cblas.h>

#include "assay_layers.h"

static int is_shape(size_t rows, size_t inputs, size_t outputs) {
    const size_t limit = INT32_MAX;
    return rows && inputs && outputs && rows <= limit && inputs <= limit && outputs <= limit;
}

assay_status assay_linear_forward(
    size_t rows, size_t inputs, size_t outputs, const float *x, const float *w, int accumulate, float *y) {
    if (!is_shape(rows, inputs, outputs)) return ASSAY_INVALID_SHAPE;
    for (size_t row = 0; row < rows; row += ASSAY_TILE_ROWS) {
        size_t tile = rows - row < ASSAY_TILE_ROWS ? rows - row : ASSAY_TILE_ROWS;
        cblas_sgemm(
            CblasRowMajor, CblasNoTrans, CblasTrans, (blasint)tile, (blasint)outputs, (blasint)inputs, 1.0f,
            x + row * inputs, (blasint)inputs, w, (blasint)inputs, accumulate ? 1.0f : 0.0f, y + row * outputs,
            (blasint)outputs);
    }
    return ASSAY_OK;
}

assay_status assay_linear_backward_input(
    size_t rows, size_t inputs, size_t outputs, const float *dy, const float *w, int accumulate, float *dx) {
    if (!is_shape(rows, inputs, outputs)) return ASSAY_INVALID_SHAPE;
    for (size_t row = 0; row < rows; row += ASSAY_TILE_ROWS) {
        size_t tile = rows - row < ASSAY_TILE_ROWS ? rows - row : ASSAY_TILE_ROWS;
        cblas_sgemm(
            CblasRowMajor, CblasNoTrans, CblasNoTrans, (blasint)tile, (blasint)inputs, (blasint)outputs, 1.0f,
            dy + row * outputs, (blasint)outputs, w, (blasint)inputs, accumulate ? 1.0f : 0.0f, dx + row * inputs,
            (blasint)inputs);
    }
    return ASSAY_OK;
}

assay_status assay_linear_backward_weight(
    size_t rows, size_t inputs, size_t outputs, const float *dy, const float *x, float *dw) {
    if (!is_shape(rows, inputs, outputs)) return ASSAY_INVALID_SHAPE;
    cblas_sgemm(
        CblasRowMajor, CblasTrans, CblasNoTrans, (blasint)outputs, (blasint)inputs, (blasint)rows, 1.0f, dy,
        (blasint)outputs, x, (blasint)inputs, 1.0f, dw, (blasint)inputs);
    return ASSAY_OK;
}
