#include <math.h>

#include "CReferenceKernels.h"

typedef float unaligned_f32 __attribute__((aligned(1)));

static double logarithm(const void *logs, size_t token) {
    return fmax(((const unaligned_f32 *)logs)[token], ASSAY_ENSEMBLE_LEAST);
}

double assay_reference_ensemble_sum(
    size_t models, size_t tokens, const void *const *logs, const double *weights, double *ratios) {
    double sum = 0;
    for (size_t model = 0; ratios && model < models; model++) ratios[model] = 0;
    for (size_t token = 0; token < tokens; token++) {
        double largest = -INFINITY, shares = 0;
        for (size_t model = 0; model < models; model++)
            if (weights[model] > 0) largest = fmax(largest, logarithm(logs[model], token));
        for (size_t model = 0; model < models; model++)
            if (weights[model] > 0) shares += weights[model] * exp(logarithm(logs[model], token) - largest);
        double mixed = largest + log(shares);
        for (size_t model = 0; ratios && model < models; model++)
            ratios[model] += exp(logarithm(logs[model], token) - mixed);
        sum += mixed;
    }
    return sum;
}
