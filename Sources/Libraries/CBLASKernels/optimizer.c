#include "assay_optimizer.h"

#include <math.h>

#include "clones.h"

ASSAY_CLONES void assay_adamw(
    size_t count, assay_adamw_step step, const float *gradient, float *parameters, float *first_moment,
    float *second_moment) {
    float *restrict p = parameters;
    float *restrict m = first_moment;
    float *restrict v = second_moment;
    float keep = 1.0f - step.learning_rate * step.weight_decay;
    float rate = step.learning_rate / step.first_correction;
    for (size_t i = 0; i < count; i++) {
        float slope = gradient[i] * step.gradient_scale;
        m[i] = step.beta1 * m[i] + (1.0f - step.beta1) * slope;
        v[i] = step.beta2 * v[i] + (1.0f - step.beta2) * slope * slope;
        float spread = sqrtf(v[i]) / step.second_correction + step.epsilon;
        p[i] = keep * p[i] - rate * (m[i] / spread);
    }
}

/// Elements summed at once; the squares of a chunk are summed in f32 lanes, the chunks in f64.
#define CHUNK 1024

ASSAY_CLONES static float sum_chunk(
    size_t first, size_t count, size_t lane_count, const float *const *lanes, float *sum) {
#pragma clang fp reassociate(on)
    float total[CHUNK];
    for (size_t i = 0; i < count; i++) total[i] = lanes[0][first + i];
    for (size_t lane = 1; lane < lane_count; lane++)
        for (size_t i = 0; i < count; i++) total[i] += lanes[lane][first + i];
    float squares = 0;
    for (size_t i = 0; i < count; i++) {
        sum[first + i] = total[i];
        squares += total[i] * total[i];
    }
    return squares;
}

double assay_sum_lanes(size_t count, size_t lane_count, const float *const *lanes, float *sum) {
    double squares = 0;
    for (size_t first = 0; first < count; first += CHUNK)
        squares += sum_chunk(first, count - first < CHUNK ? count - first : CHUNK, lane_count, lanes, sum);
    return squares;
}
