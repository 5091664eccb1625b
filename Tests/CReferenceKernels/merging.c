#include <string.h>

#include "CReferenceKernels.h"

typedef float unaligned_f32 __attribute__((aligned(1)));
typedef double unaligned_f64 __attribute__((aligned(1)));
typedef uint16_t unaligned_u16 __attribute__((aligned(1)));

static float value_of(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static uint32_t magnitude_of(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits & 0x7fffffffu;
}

/// Sign, exponent and fraction taken apart as IEEE 754 writes them.
static float plain_f16(uint16_t half) {
    int exponent = (half >> 10) & 31;
    int fraction = half & 1023;
    float sign = (half & 0x8000) ? -1.0f : 1.0f;
    if (exponent == 31) return fraction ? __builtin_nanf("") : sign * __builtin_inff();
    float value = exponent ? (float)(fraction + 1024) : (float)fraction;
    for (int shift = exponent ? exponent - 25 : -24; shift < 0; shift++) value *= 0.5f;
    for (int shift = exponent - 25; shift > 0; shift--) value *= 2.0f;
    return sign * value;
}

assay_status assay_reference_weighted(
    size_t count, float weight, const void *source, assay_element_type type, int accumulate, float *destination) {
    if (type < ASSAY_F32 || type > ASSAY_F64) return ASSAY_INVALID_TYPE;
    for (size_t i = 0; i < count; i++) {
        float value = 0;
        if (type == ASSAY_F32) value = ((const unaligned_f32 *)source)[i];
        if (type == ASSAY_F16) value = plain_f16(((const unaligned_u16 *)source)[i]);
        if (type == ASSAY_BF16) value = value_of((uint32_t)((const unaligned_u16 *)source)[i] << 16);
        if (type == ASSAY_F64) value = (float)((const unaligned_f64 *)source)[i];
        destination[i] = (accumulate ? destination[i] : 0) + weight * value;
    }
    return ASSAY_OK;
}

void assay_reference_keep_largest(size_t count, size_t dropped, size_t kept, float *values, size_t *order) {
    // Insertion by magnitude, descending; equal ones stay in the order of their places.
    for (size_t i = 0; i < count; i++) {
        size_t place = i;
        for (; place > 0 && magnitude_of(values[order[place - 1]]) < magnitude_of(values[i]); place--)
            order[place] = order[place - 1];
        order[place] = i;
    }
    for (size_t rank = 0; rank < count; rank++)
        if (rank < dropped || rank >= dropped + kept) values[order[rank]] = 0;
}

void assay_reference_elect(
    size_t count, size_t members, float lambda, int normalize, const float *weights, const float *values,
    const float *base, float *destination) {
    for (size_t i = 0; i < count; i++) {
        double total = 0;
        for (size_t member = 0; member < members; member++)
            total += (double)weights[member] * (double)values[member * count + i];
        float sum = 0;
        float weight = 0;
        for (size_t member = 0; member < members; member++) {
            float value = values[member * count + i];
            if (value == 0 || (value > 0) != (total >= 0)) continue;
            sum += weights[member] * value;
            weight += weights[member];
        }
        if (normalize && weight > 0) sum /= weight;
        destination[i] = base[i] + lambda * sum;
    }
}

double assay_reference_inner_product(size_t count, const float *left, const float *right) {
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += (double)left[i] * (double)right[i];
    return sum;
}
