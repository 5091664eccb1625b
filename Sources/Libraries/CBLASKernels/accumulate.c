#include "assay_accumulate.h"
#include "elements.h"

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
