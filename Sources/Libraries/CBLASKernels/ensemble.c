#include "assay_ensemble.h"

#include <math.h>
#include <string.h>

#include "clones.h"
#include "elements.h"

#define GROUP ASSAY_ENSEMBLE_GROUP

// A group's lanes: one register of f64 where the processor has 512 bits.
typedef float group_f32 __attribute__((vector_size(4 * GROUP), aligned(4), may_alias));
typedef double group_f64 __attribute__((vector_size(8 * GROUP), aligned(8), may_alias));
typedef uint64_t group_u64 __attribute__((vector_size(8 * GROUP), aligned(8), may_alias));

static const double natural_logarithm_of_2 = 0.693147180559945309417;
static const uint64_t fraction_bits = 0x000fffffffffffff;
static const uint64_t exponent_of_one = 0x3ff0000000000000;
/// The widest gap between probabilities of one token that is told from infinity.
static const int32_t widest = 1000;

size_t assay_ensemble_table_count(size_t models, size_t tokens) {
    return (tokens + GROUP - 1) / GROUP * GROUP * models;
}

/// e^logarithm = mantissa · 2^exponent: both depend on the logarithm alone.
static void split(float logarithm, float *mantissa, int32_t *exponent) {
    double limited = logarithm < ASSAY_ENSEMBLE_LEAST ? ASSAY_ENSEMBLE_LEAST : logarithm;
    double power = floor(limited / natural_logarithm_of_2);
    float fraction = (float)exp(limited - power * natural_logarithm_of_2);
    // Rounding may reach the next power, or fall below this one.
    if (fraction >= 2.0f) {
        fraction = 1.0f;
        power += 1;
    }
    *mantissa = fraction < 1.0f ? 1.0f : fraction;
    *exponent = (int32_t)power;
}

/// 2^gap for a gap of [-126, 0].
ASSAY_INLINE float power_of_two(int32_t gap) {
    return from_bits((uint32_t)(gap + 127) << 23);
}

void assay_ensemble_split(
    size_t models, const void *const *logs, size_t token, float *mantissas, int32_t *exponents) {
    for (size_t model = 0; model < models; model++)
        split(((const unaligned_f32 *)logs[model])[token], mantissas + model, exponents + model);
}

assay_status assay_ensemble_lay_out(
    size_t models, size_t tokens, const void *const *logs, float *table, int64_t *exponent, uint32_t *rare,
    size_t *rare_count) {
    if (!models || !tokens || tokens > ASSAY_ENSEMBLE_SEGMENT) return ASSAY_INVALID_SHAPE;
    memset(table, 0, assay_ensemble_table_count(models, tokens) * sizeof *table);
    *exponent = 0;
    *rare_count = 0;
    for (size_t token = 0; token < tokens; token++) {
        float *row = table + token / GROUP * models * GROUP + token % GROUP;
        float most = -INFINITY, fewest = 0;
        for (size_t model = 0; model < models; model++) {
            float logarithm = ((const unaligned_f32 *)logs[model])[token];
            if (!(logarithm <= 0.0f) || isinf(logarithm)) {
                *rare_count = token;
                return ASSAY_INVALID_VALUE;
            }
            most = logarithm > most ? logarithm : most;
            fewest = logarithm < fewest ? logarithm : fewest;
        }
        float mantissa;
        int32_t largest, least, power;
        split(most, &mantissa, &largest);
        split(fewest, &mantissa, &least);
        if (largest - least > 126) {
            rare[(*rare_count)++] = (uint32_t)token;
            continue;
        }
        for (size_t model = 0; model < models; model++) {
            split(((const unaligned_f32 *)logs[model])[token], &mantissa, &power);
            row[model * GROUP] = mantissa * power_of_two(power - largest);
        }
        *exponent += largest;
    }
    return ASSAY_OK;
}

/// p_i relative to a power of two, in f64.
ASSAY_INLINE double relative(float mantissa, int32_t exponent, int32_t to) {
    int32_t gap = exponent - to;
    return gap < -2000 ? 0.0 : ldexp((double)mantissa, gap > widest ? widest : gap);
}

/// A rare token's p_w, relative to the largest power of two among the models that have a weight.
ASSAY_INLINE double rare_sum(
    size_t models, const float *mantissas, const int32_t *exponents, const double *weights, int32_t *power) {
    int32_t largest = INT32_MIN;
    for (size_t model = 0; model < models; model++)
        if (weights[model] > 0 && exponents[model] > largest) largest = exponents[model];
    double sum = 0;
    for (size_t model = 0; model < models; model++)
        if (weights[model] > 0) sum += weights[model] * relative(mantissas[model], exponents[model], largest);
    *power = largest;
    return sum;
}

/// Adds a rare token's ratios to its lane. lanes: [M, GROUP].
ASSAY_INLINE void add_rare_ratios(
    size_t models, const float *mantissas, const int32_t *exponents, const double *weights, size_t lane,
    double *lanes) {
    int32_t power;
    double sum = rare_sum(models, mantissas, exponents, weights, &power);
    for (size_t model = 0; model < models; model++)
        lanes[model * GROUP + lane] += relative(mantissas[model], exponents[model], power) / sum;
}

/// The sum, and into `lanes` ([M, GROUP], or null) the ratios of each lane.
///
/// Σ ln p = ln Π p: each lane multiplies mantissas, which is exact but for rounding in f64, and adds exponents, which
/// is exact. So a segment takes one logarithm.
ASSAY_INLINE double sum_of_lanes(
    size_t models, size_t tokens, const float *table, int64_t exponent, const assay_ensemble_rare *rare,
    const double *weights, double *lanes) {
    group_f64 products;
    group_u64 powers = {0};
    for (int lane = 0; lane < GROUP; lane++) products[lane] = 1;
    size_t next = 0, groups = (tokens + GROUP - 1) / GROUP;
    for (size_t group = 0; group < groups; group++) {
        const float *rows = table + group * models * GROUP;
        group_f64 sums = {0};
        for (size_t model = 0; model < models; model++)
            sums += weights[model] * __builtin_convertvector(*(const group_f32 *)(rows + model * GROUP), group_f64);
        size_t first_rare = next;
        for (; next < rare->count && rare->places[next] / GROUP == group; next++) {
            int32_t power;
            sums[rare->places[next] % GROUP] =
                rare_sum(models, rare->mantissas + next * models, rare->exponents + next * models, weights, &power);
            exponent += power;
        }
        for (size_t place = tokens; place < (group + 1) * GROUP; place++) sums[place % GROUP] = 1;
        if (lanes) {
            group_f64 inverse = 1.0 / sums;
            for (size_t model = 0; model < models; model++)
                *(group_f64 *)(lanes + model * GROUP) +=
                    inverse * __builtin_convertvector(*(const group_f32 *)(rows + model * GROUP), group_f64);
            for (size_t place = first_rare; place < next; place++)
                add_rare_ratios(
                    models, rare->mantissas + place * models, rare->exponents + place * models, weights,
                    rare->places[place] % GROUP, lanes);
        }
        group_u64 bits = (group_u64)sums;
        powers += (bits >> 52) - 1023;
        products *= (group_f64)((bits & fraction_bits) | exponent_of_one);
    }
    double product = 1;
    for (int lane = 0; lane < GROUP; lane++) {
        int power;
        product *= frexp(products[lane], &power);
        exponent += (int64_t)powers[lane] + power;
    }
    return (double)exponent * natural_logarithm_of_2 + log(product);
}

ASSAY_CLONES static double sum_of(
    size_t models, size_t tokens, const float *table, int64_t exponent, const assay_ensemble_rare *rare,
    const double *weights) {
    return sum_of_lanes(models, tokens, table, exponent, rare, weights, 0);
}

ASSAY_CLONES static double sum_with_ratios(
    size_t models, size_t tokens, const float *table, int64_t exponent, const assay_ensemble_rare *rare,
    const double *weights, double *lanes) {
    return sum_of_lanes(models, tokens, table, exponent, rare, weights, lanes);
}

assay_status assay_ensemble_sum(
    size_t models, size_t tokens, const float *table, int64_t exponent, const assay_ensemble_rare *rare,
    const double *weights, double *sum, double *ratios, double *scratch) {
    if (!models || !tokens || tokens > ASSAY_ENSEMBLE_SEGMENT) return ASSAY_INVALID_SHAPE;
    if (!ratios) {
        *sum = sum_of(models, tokens, table, exponent, rare, weights);
        return ASSAY_OK;
    }
    memset(scratch, 0, models * GROUP * sizeof *scratch);
    *sum = sum_with_ratios(models, tokens, table, exponent, rare, weights, scratch);
    for (size_t model = 0; model < models; model++) {
        ratios[model] = 0;
        for (int lane = 0; lane < GROUP; lane++) ratios[model] += scratch[model * GROUP + lane];
    }
    return ASSAY_OK;
}

/// ln Σ w_i e^l_i of one token, in f64; log-probabilities of models without a weight are passed over.
static double logarithm_of(size_t models, const void *const *logs, size_t token, const double *weights) {
    double largest = -INFINITY;
    for (size_t model = 0; model < models; model++) {
        double logarithm = fmax(((const unaligned_f32 *)logs[model])[token], ASSAY_ENSEMBLE_LEAST);
        if (weights[model] > 0 && logarithm > largest) largest = logarithm;
    }
    double sum = 0;
    for (size_t model = 0; model < models; model++) {
        double logarithm = fmax(((const unaligned_f32 *)logs[model])[token], ASSAY_ENSEMBLE_LEAST);
        if (weights[model] > 0) sum += weights[model] * exp(logarithm - largest);
    }
    return largest + log(sum);
}

void assay_ensemble_losses(
    size_t models, size_t tokens, const void *const *logs, const double *weights, float *losses) {
    for (size_t token = 0; token < tokens; token++)
        losses[token] = (float)-logarithm_of(models, logs, token, weights);
}

double assay_ensemble_own_sum(size_t tokens, const void *logs) {
    double sum = 0;
    for (size_t token = 0; token < tokens; token++) sum += -(double)((const unaligned_f32 *)logs)[token];
    return sum;
}
