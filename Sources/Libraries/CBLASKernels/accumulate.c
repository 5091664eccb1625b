#include "assay_accumulate.h"

#include <string.h>

#include "clones.h"

// Elements at any address: the compiler emits unaligned loads.
typedef float unaligned_f32 __attribute__((aligned(1)));
typedef double unaligned_f64 __attribute__((aligned(1)));
typedef uint16_t unaligned_u16 __attribute__((aligned(1)));

ASSAY_INLINE float from_bits(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/// Exact: the exponent is moved by a product with 2^112, which also lifts subnormals; infinities and NaN are put back.
ASSAY_INLINE float from_f16(uint16_t half) {
    uint32_t magnitude = (uint32_t)(half & 0x7fffu) << 13;
    uint32_t sign = (uint32_t)(half & 0x8000u) << 16;
    uint32_t finite;
    float scaled = from_bits(magnitude) * 0x1p112f;
    memcpy(&finite, &scaled, sizeof finite);
    uint32_t special = magnitude | 0x7f800000u;
    return from_bits((magnitude >= 0x0f800000u ? special : finite) | sign);
}

ASSAY_INLINE float from_bf16(uint16_t half) { return from_bits((uint32_t)half << 16); }

ASSAY_CLONES static void assign_f32(size_t count, float weight, const unaligned_f32 *source, float *destination) {
    for (size_t i = 0; i < count; i++) destination[i] = weight * source[i];
}

ASSAY_CLONES static void assign_f16(size_t count, float weight, const unaligned_u16 *source, float *destination) {
    for (size_t i = 0; i < count; i++) destination[i] = weight * from_f16(source[i]);
}

ASSAY_CLONES static void assign_bf16(size_t count, float weight, const unaligned_u16 *source, float *destination) {
    for (size_t i = 0; i < count; i++) destination[i] = weight * from_bf16(source[i]);
}

ASSAY_CLONES static void assign_f64(size_t count, float weight, const unaligned_f64 *source, float *destination) {
    for (size_t i = 0; i < count; i++) destination[i] = weight * (float)source[i];
}

ASSAY_CLONES static void add_f32(size_t count, float weight, const unaligned_f32 *source, float *destination) {
    for (size_t i = 0; i < count; i++) destination[i] += weight * source[i];
}

ASSAY_CLONES static void add_f16(size_t count, float weight, const unaligned_u16 *source, float *destination) {
    for (size_t i = 0; i < count; i++) destination[i] += weight * from_f16(source[i]);
}

ASSAY_CLONES static void add_bf16(size_t count, float weight, const unaligned_u16 *source, float *destination) {
    for (size_t i = 0; i < count; i++) destination[i] += weight * from_bf16(source[i]);
}

ASSAY_CLONES static void add_f64(size_t count, float weight, const unaligned_f64 *source, float *destination) {
    for (size_t i = 0; i < count; i++) destination[i] += weight * (float)source[i];
}

assay_status assay_weighted_assign(
    size_t count, float weight, const void *source, assay_element_type type, float *destination) {
    switch (type) {
    case ASSAY_F32:
        assign_f32(count, weight, source, destination);
        return ASSAY_OK;
    case ASSAY_F16:
        assign_f16(count, weight, source, destination);
        return ASSAY_OK;
    case ASSAY_BF16:
        assign_bf16(count, weight, source, destination);
        return ASSAY_OK;
    case ASSAY_F64:
        assign_f64(count, weight, source, destination);
        return ASSAY_OK;
    }
    return ASSAY_INVALID_TYPE;
}

assay_status assay_weighted_accumulate(
    size_t count, float weight, const void *source, assay_element_type type, float *destination) {
    switch (type) {
    case ASSAY_F32:
        add_f32(count, weight, source, destination);
        return ASSAY_OK;
    case ASSAY_F16:
        add_f16(count, weight, source, destination);
        return ASSAY_OK;
    case ASSAY_BF16:
        add_bf16(count, weight, source, destination);
        return ASSAY_OK;
    case ASSAY_F64:
        add_f64(count, weight, source, destination);
        return ASSAY_OK;
    }
    return ASSAY_INVALID_TYPE;
}
