#include "assay_convert.h"
#include "bf16_rounding.h"
#include "elements.h"

typedef _Float16 unaligned_f16 __attribute__((aligned(1)));

// All ones in the exponent: infinity or not a number. Told by the bits, so that no floating-point option can undo it.
ASSAY_INLINE uint32_t is_not_finite(uint32_t bits) { return (bits & 0x7f800000u) == 0x7f800000u; }

ASSAY_CLONES int assay_f32_from_f64(float *restrict destination, const void *restrict source, size_t count) {
    const unaligned_f64 *from = source;
    uint32_t broken = 0;
    for (size_t i = 0; i < count; i++) {
        float value = (float)from[i];
        broken |= is_not_finite(bits_of(value));
        destination[i] = value;
    }
    return (int)broken;
}

ASSAY_CLONES int assay_f32_from_f32(float *restrict destination, const void *restrict source, size_t count) {
    const unaligned_u32 *from = source;
    uint32_t broken = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t bits = from[i];
        broken |= is_not_finite(bits);
        destination[i] = from_bits(bits);
    }
    return (int)broken;
}

ASSAY_CLONES int assay_f32_from_f16(float *restrict destination, const void *restrict source, size_t count) {
    const unaligned_u16 *from = source;
    uint32_t broken = 0;
    for (size_t i = 0; i < count; i++) {
        float value = from_f16(from[i]);
        broken |= is_not_finite(bits_of(value));
        destination[i] = value;
    }
    return (int)broken;
}

ASSAY_CLONES int assay_f32_from_bf16(float *restrict destination, const void *restrict source, size_t count) {
    const unaligned_u16 *from = source;
    uint32_t broken = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t bits = (uint32_t)from[i] << 16;
        broken |= is_not_finite(bits);
        destination[i] = from_bits(bits);
    }
    return (int)broken;
}

ASSAY_CLONES int assay_f64_from_f32(void *restrict destination, const float *restrict source, size_t count) {
    unaligned_f64 *to = destination;
    uint32_t broken = 0;
    for (size_t i = 0; i < count; i++) {
        broken |= is_not_finite(bits_of(source[i]));
        to[i] = (double)source[i];
    }
    return (int)broken;
}

ASSAY_CLONES int assay_f16_from_f32(void *restrict destination, const float *restrict source, size_t count) {
    unaligned_f16 *to = destination;
    uint32_t broken = 0;
    for (size_t i = 0; i < count; i++) {
        _Float16 half = (_Float16)source[i];
        broken |= is_not_finite(bits_of((float)half));
        to[i] = half;
    }
    return (int)broken;
}

ASSAY_CLONES int assay_bf16_from_f32(void *restrict destination, const float *restrict source, size_t count) {
    unaligned_u16 *to = destination;
    uint32_t broken = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t rounded = bf16_of(source[i]);
        broken |= is_not_finite(rounded << 16);
        to[i] = (uint16_t)rounded;
    }
    return (int)broken;
}

ASSAY_CLONES int assay_f32_is_finite(const float *source, size_t count) {
    uint32_t broken = 0;
    for (size_t i = 0; i < count; i++) broken |= is_not_finite(bits_of(source[i]));
    return broken == 0;
}
