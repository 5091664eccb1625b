#include <math.h>

#include "CReferenceKernels.h"

static double logit(size_t width, const float *x, const float *w) {
    double sum = 0;
    for (size_t i = 0; i < width; i++) sum += (double)x[i] * w[i];
    return sum;
}

static double log_sum_exp(size_t width, size_t vocabulary, const float *x, const float *w) {
    double largest = -INFINITY;
    for (size_t v = 0; v < vocabulary; v++) largest = fmax(largest, logit(width, x, w + v * width));
    double sum = 0;
    for (size_t v = 0; v < vocabulary; v++) sum += exp(logit(width, x, w + v * width) - largest);
    return largest + log(sum);
}

void assay_reference_head_forward(
    size_t rows, size_t width, size_t vocabulary, const float *x, const float *w, const int32_t *targets,
    float *losses) {
    for (size_t r = 0; r < rows; r++) {
        double whole = log_sum_exp(width, vocabulary, x + r * width, w);
        losses[r] = (float)(whole - logit(width, x + r * width, w + (size_t)targets[r] * width));
    }
}

void assay_reference_head_backward(
    size_t rows, size_t width, size_t vocabulary, const float *x, const float *w, const int32_t *targets, float scale,
    float *dx, float *dw) {
    for (size_t r = 0; r < rows; r++) {
        const float *from = x + r * width;
        double whole = log_sum_exp(width, vocabulary, from, w);
        for (size_t i = 0; i < width; i++) dx[r * width + i] = 0;
        for (size_t v = 0; v < vocabulary; v++) {
            double slope = exp(logit(width, from, w + v * width) - whole) - ((size_t)targets[r] == v ? 1 : 0);
            for (size_t i = 0; i < width; i++) {
                dx[r * width + i] += (float)(scale * slope * w[v * width + i]);
                dw[v * width + i] += (float)(scale * slope * from[i]);
            }
        }
    }
}
