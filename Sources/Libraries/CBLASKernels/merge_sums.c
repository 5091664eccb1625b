#include "assay_merge.h"
#include "clones.h"

ASSAY_CLONES void assay_elect_add(size_t count, float weight, const float *restrict values, assay_election sums) {
    double *restrict total = sums.total;
    float *restrict positive = sums.positive;
    float *restrict positive_weight = sums.positive_weight;
    float *restrict negative = sums.negative;
    float *restrict negative_weight = sums.negative_weight;
    for (size_t i = 0; i < count; i++) {
        float value = values[i];
        // A product of two f32 is exact in f64.
        total[i] += (double)weight * (double)value;
        positive[i] += weight * (value > 0 ? value : 0);
        positive_weight[i] += value > 0 ? weight : 0;
        negative[i] += weight * (value < 0 ? value : 0);
        negative_weight[i] += value < 0 ? weight : 0;
    }
}

ASSAY_CLONES void assay_elect_finish(
    size_t count, float lambda, int normalize, assay_election sums, const float *restrict base,
    float *restrict destination) {
    for (size_t i = 0; i < count; i++) {
        int up = sums.total[i] >= 0;
        float sum = up ? sums.positive[i] : sums.negative[i];
        float weight = up ? sums.positive_weight[i] : sums.negative_weight[i];
        float divisor = normalize && weight > 0 ? weight : 1;
        destination[i] = base[i] + lambda * (sum / divisor);
    }
}

ASSAY_CLONES void assay_add_scaled(
    size_t count, float lambda, const float *restrict base, float *restrict destination) {
    for (size_t i = 0; i < count; i++) destination[i] = base[i] + lambda * destination[i];
}

ASSAY_CLONES double assay_inner_product(size_t count, const float *left, const float *right) {
    double lanes[8] = {0};
    size_t i = 0;
    for (; i + 8 <= count; i += 8)
        for (size_t lane = 0; lane < 8; lane++) lanes[lane] += (double)left[i + lane] * (double)right[i + lane];
    for (; i < count; i++) lanes[i % 8] += (double)left[i] * (double)right[i];
    return ((lanes[0] + lanes[4]) + (lanes[1] + lanes[5])) + ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]));
}
