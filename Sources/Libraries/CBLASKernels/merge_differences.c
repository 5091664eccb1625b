#include "assay_merge.h"
#include "clones.h"

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
