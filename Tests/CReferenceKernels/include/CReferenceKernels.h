#ifndef CREFERENCEKERNELS_H
#define CREFERENCEKERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "CBLASKernels.h"

// The definitions, plain: one loop a sum, in f64, nothing fused, nothing saved. Each fast kernel is held against its
// namesake here; shapes are the same. They are not fast, and stand in no product.

void assay_reference_linear_forward(
    size_t rows, size_t inputs, size_t outputs, const float *x, const float *w, int accumulate, float *y);

void assay_reference_rms_norm_forward(
    size_t rows, size_t width, float epsilon, const float *x, const float *weight, float *y);

void assay_reference_rms_norm_backward(
    size_t rows, size_t width, float epsilon, const float *x, const float *weight, const float *dy, float *dx,
    float *dweight);

/// Any of weight and bias may be null.
void assay_reference_layer_norm_forward(
    size_t rows, size_t width, float epsilon, const float *x, const float *weight, const float *bias, float *y);

void assay_reference_activation_forward(
    size_t rows, size_t width, assay_activation activation, const float *bias, const float *x, float *y);

void assay_reference_rope_forward(
    size_t rows, assay_heads heads, size_t pairs, const int32_t *positions, const float *cosines, const float *sines,
    const float *bias, float *qkv);

void assay_reference_attention_forward(
    size_t tokens, assay_heads heads, assay_reach reach, const float *qkv, float *out);

void assay_reference_attention_backward(
    size_t tokens, assay_heads heads, const float *qkv, const float *dout, float *dqkv);

void assay_reference_swiglu_forward(size_t rows, size_t width, const float *gate_up, float *act);

void assay_reference_swiglu_backward(
    size_t rows, size_t width, const float *gate_up, const float *dact, float *dgate_up);

void assay_reference_head_forward(
    size_t rows, size_t width, size_t vocabulary, const float *x, const float *w, const int32_t *targets,
    float *losses);

void assay_reference_head_backward(
    size_t rows, size_t width, size_t vocabulary, const float *x, const float *w, const int32_t *targets, float scale,
    float *dx, float *dw);

void assay_reference_adamw(
    size_t count, assay_adamw_step step, const float *gradient, float *parameters, float *first_moment,
    float *second_moment);

/// assay_weighted_assign where `accumulate` is 0, assay_weighted_accumulate where it is 1.
assay_status assay_reference_weighted(
    size_t count, float weight, const void *source, assay_element_type type, int accumulate, float *destination);

/// Keeps the `kept` largest elements below the `dropped` largest, and sets the others to 0. order: scratch, [count].
void assay_reference_keep_largest(size_t count, size_t dropped, size_t kept, float *values, size_t *order);

/// What assay_elect_finish makes of every member. values: [members, count].
void assay_reference_elect(
    size_t count, size_t members, float lambda, int normalize, const float *weights, const float *values,
    const float *base, float *destination);

double assay_reference_inner_product(size_t count, const float *left, const float *right);

/// Σ_t ln Σ_i w_i p_i(t), from the logarithms; ratios: [models] for its derivative by each weight, or null.
double assay_reference_ensemble_sum(
    size_t models, size_t tokens, const void *const *logs, const double *weights, double *ratios);

#endif
