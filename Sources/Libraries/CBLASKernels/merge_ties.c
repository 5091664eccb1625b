#include "assay_merge.h"
#include "clones.h"

// The election of signs of TIES (Yadav et al., arXiv 2306.01708).

ASSAY_CLONES void assay_elect_add(size_t count, float weight, const float *restrict values, assay_election sums) {
    double *restrict total = sums.total;
    float *restrict positive = sums.positive;
    float *restrict positive_weight = sums.positive_weight;
    float *restrict negative = sums.negative;
    float *restrict negative_weight = sums.negative_weight;
    for (size_t i = 0; i < count; i++) {
        float value = values[i];
        // A product of two f32 is exact in f64; its sign, not the value's, counts where a weight is below 0.
        double product = (double)weight * (double)value;
        total[i] += product;
        positive[i] += weight * (product > 0 ? value : 0);
        positive_weight[i] += product > 0 ? weight : 0;
        negative[i] += weight * (product < 0 ? value : 0);
        negative_weight[i] += product < 0 ? weight : 0;
    }
}

ASSAY_CLONES void assay_elect_finish(
    size_t count, float lambda, int normalize, assay_election sums, const float *restrict base,
    float *restrict destination) {
    for (size_t i = 0; i < count; i++) {
        int up = sums.total[i] >= 0;
        float sum = up ? sums.positive[i] : sums.negative[i];
        float weight = up ? sums.positive_weight[i] : sums.negative_weight[i];
        float divisor = normalize && weight != 0 ? weight : 1;
        destination[i] = base[i] + lambda * (sum / divisor);
    }
}
