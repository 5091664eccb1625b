#include <math.h>
#include <string.h>

#include "assay_layers.h"
#include "clones.h"
#include "exponential.h"

ASSAY_CLONES void assay_bias_forward(size_t rows, size_t width, const float *bias, float *y) {
    for (size_t row = 0; row < rows; row++) {
        float *restrict to = y + row * width;
        for (size_t i = 0; i < width; i++) to[i] += bias[i];
    }
}

ASSAY_CLONES void assay_bias_backward(size_t rows, size_t width, const float *dy, float *dbias) {
    float *restrict to = dbias;
    for (size_t row = 0; row < rows; row++) {
        const float *from = dy + row * width;
        for (size_t i = 0; i < width; i++) to[i] += from[i];
    }
}

assay_status assay_embedding_forward(
    size_t rows, size_t width, size_t vocabulary, const int32_t *ids, const float *table, float *h) {
    for (size_t row = 0; row < rows; row++) {
        if (ids[row] < 0 || (size_t)ids[row] >= vocabulary) return ASSAY_INVALID_TOKEN;
        memcpy(h + row * width, table + (size_t)ids[row] * width, width * sizeof(float));
    }
    return ASSAY_OK;
}

ASSAY_CLONES assay_status assay_embedding_backward(
    size_t rows, size_t width, size_t vocabulary, const int32_t *ids, const float *dh, float *dtable) {
    for (size_t row = 0; row < rows; row++) {
        if (ids[row] < 0 || (size_t)ids[row] >= vocabulary) return ASSAY_INVALID_TOKEN;
        const float *from = dh + row * width;
        float *restrict to = dtable + (size_t)ids[row] * width;
        for (size_t i = 0; i < width; i++) to[i] += from[i];
    }
    return ASSAY_OK;
}

ASSAY_CLONES void assay_rms_norm_forward(
    size_t rows, size_t width, float epsilon, const float *x, const float *weight, float *y, float *inverse_rms) {
#pragma clang fp reassociate(on)
    for (size_t row = 0; row < rows; row++) {
        const float *from = x + row * width;
        float *restrict to = y + row * width;
        float squares = 0;
        for (size_t i = 0; i < width; i++) squares += from[i] * from[i];
        float inverse = 1.0f / sqrtf(squares / (float)width + epsilon);
        for (size_t i = 0; i < width; i++) to[i] = weight[i] * (from[i] * inverse);
        if (inverse_rms) inverse_rms[row] = inverse;
    }
}

ASSAY_CLONES void assay_group_norm_forward(
    size_t rows, size_t stride, size_t groups, size_t width, float epsilon, const float *weight, float *x) {
#pragma clang fp reassociate(on)
    for (size_t row = 0; row < rows; row++) {
        for (size_t group = 0; group < groups; group++) {
            float *restrict values = x + row * stride + group * width;
            float squares = 0;
            for (size_t i = 0; i < width; i++) squares += values[i] * values[i];
            float inverse = 1.0f / sqrtf(squares / (float)width + epsilon);
            for (size_t i = 0; i < width; i++) values[i] = weight[i] * (values[i] * inverse);
        }
    }
}

ASSAY_CLONES void assay_layer_norm_forward(
    size_t rows, size_t width, float epsilon, const float *x, const float *weight, const float *bias, float *y) {
#pragma clang fp reassociate(on)
    for (size_t row = 0; row < rows; row++) {
        const float *from = x + row * width;
        float *restrict to = y + row * width;
        float sum = 0;
        for (size_t i = 0; i < width; i++) sum += from[i];
        float mean = sum / (float)width;
        float squares = 0;
        for (size_t i = 0; i < width; i++) squares += (from[i] - mean) * (from[i] - mean);
        float inverse = 1.0f / sqrtf(squares / (float)width + epsilon);
        for (size_t i = 0; i < width; i++) to[i] = (from[i] - mean) * inverse;
        if (weight)
            for (size_t i = 0; i < width; i++) to[i] *= weight[i];
        if (bias)
            for (size_t i = 0; i < width; i++) to[i] += bias[i];
    }
}

ASSAY_CLONES void assay_clip_forward(size_t count, float limit, float *x) {
    float *restrict to = x;
    for (size_t i = 0; i < count; i++) {
        float value = to[i] > limit ? limit : to[i];
        to[i] = value < -limit ? -limit : value;
    }
}

ASSAY_CLONES void assay_rms_norm_backward(
    size_t rows, size_t width, const float *x, const float *weight, const float *inverse_rms, const float *dy,
    float *dx, float *dweight) {
#pragma clang fp reassociate(on)
    float *restrict weights = dweight;
    for (size_t row = 0; row < rows; row++) {
        const float *from = x + row * width;
        const float *slope = dy + row * width;
        float *restrict to = dx + row * width;
        float inverse = inverse_rms[row];
        float product = 0;
        for (size_t i = 0; i < width; i++) product += slope[i] * weight[i] * from[i];
        float pull = product * inverse * inverse * inverse / (float)width;
        for (size_t i = 0; i < width; i++) {
            weights[i] += slope[i] * from[i] * inverse;
            to[i] += slope[i] * weight[i] * inverse - from[i] * pull;
        }
    }
}

ASSAY_CLONES void assay_swiglu_forward(size_t rows, size_t width, const float *bias, float *gate_up, float *act) {
    if (bias) assay_bias_forward(rows, 2 * width, bias, gate_up);
    for (size_t row = 0; row < rows; row++) {
        const float *gate = gate_up + row * 2 * width;
        const float *up = gate + width;
        float *restrict to = act + row * width;
        for (size_t i = 0; i < width; i++) to[i] = gate[i] * logistic(gate[i]) * up[i];
    }
}

ASSAY_CLONES void assay_swiglu_backward(size_t rows, size_t width, float *gate_up, const float *dact) {
    for (size_t row = 0; row < rows; row++) {
        float *restrict gate = gate_up + row * 2 * width;
        float *restrict up = gate + width;
        const float *restrict slope = dact + row * width;
        for (size_t i = 0; i < width; i++) {
            float sigmoid = logistic(gate[i]);
            float silu = gate[i] * sigmoid;
            gate[i] = slope[i] * up[i] * (sigmoid + silu * (1.0f - sigmoid));
            up[i] = slope[i] * silu;
        }
    }
}

ASSAY_CLONES void assay_exponential(size_t count, const float *x, float *y) {
    float *restrict to = y;
    for (size_t i = 0; i < count; i++) to[i] = exponential(x[i]);
}

static void swap_runs(size_t count, float *restrict one, float *restrict other) {
    for (size_t i = 0; i < count; i++) {
        float held = one[i];
        one[i] = other[i];
        other[i] = held;
    }
}

void assay_gather_parts(size_t heads, size_t parts, size_t count, float *values) {
    // Run h·parts + p moves to p·heads + h. Each cycle of that permutation is turned from its lowest place.
    for (size_t lowest = 0; lowest < heads * parts; lowest++) {
        size_t place = lowest % parts * heads + lowest / parts;
        while (place > lowest) place = place % parts * heads + place / parts;
        if (place < lowest) continue;
        place = lowest % parts * heads + lowest / parts;
        while (place != lowest) {
            swap_runs(count, values + lowest * count, values + place * count);
            place = place % parts * heads + place / parts;
        }
    }
}
