#include "assay_convert.h"

#include <stdint.h>

#include "clones.h"

// Elements that may stand at any address.
typedef double f64_unaligned __attribute__((aligned(1)));
typedef uint32_t u32_unaligned __attribute__((aligned(1)));
typedef uint16_t u16_unaligned __attribute__((aligned(1)));
typedef _Float16 f16_unaligned __attribute__((aligned(1)));

ASSAY_INLINE uint32_t bits_of(float value) {
    uint32_t bits;
    __builtin_memcpy(&bits, &value, sizeof bits);
    return bits;
}

ASSAY_INLINE float value_of(uint32_t bits) {
    float value;
    __builtin_memcpy(&value, &bits, sizeof value);
    return value;
}

// All ones in the exponent: infinity or not a number. Told by the bits, so that no floating-point option can undo it.
ASSAY_INLINE uint32_t is_not_finite(uint32_t bits) { return (bits & 0x7f800000u) == 0x7f800000u; }

ASSAY_CLONES int assay_f32_from_f64(float *restrict destination, const void *restrict source, size_t count) {
    const f64_unaligned *from = source;
    uint32_t broken = 0;
    for (size_t i = 0; i < count; i++) {
        float value = (float)from[i];
        broken |= is_not_finite(bits_of(value));
        destination[i] = value;
    }
    return (int)broken;
}

ASSAY_CLONES int assay_f32_from_f32(float *restrict destination, const void *restrict source, size_t count) {
    const u32_unaligned *from = source;
    uint32_t broken = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t bits = from[i];
        broken |= is_not_finite(bits);
        destination[i] = value_of(bits);
    }
    return (int)broken;
}

ASSAY_CLONES int assay_f32_from_f16(float *restrict destination, const void *restrict source, size_t count) {
    const f16_unaligned *from = source;
    uint32_t broken = 0;
    for (size_t i = 0; i < count; i++) {
        float value = (float)from[i];
        broken |= is_not_finite(bits_of(value));
        destination[i] = value;
    }
    return (int)broken;
}

ASSAY_CLONES int assay_f32_from_bf16(float *restrict destination, const void *restrict source, size_t count) {
    const u16_unaligned *from = source;
    uint32_t broken = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t bits = (uint32_t)from[i] << 16;
        broken |= is_not_finite(bits);
        destination[i] = value_of(bits);
    }
    return (int)broken;
}

ASSAY_CLONES int assay_f64_from_f32(void *restrict destination, const float *restrict source, size_t count) {
    f64_unaligned *to = destination;
    uint32_t broken = 0;
    for (size_t i = 0; i < count; i++) {
        broken |= is_not_finite(bits_of(source[i]));
        to[i] = (double)source[i];
    }
    return (int)broken;
}

ASSAY_CLONES int assay_f16_from_f32(void *restrict destination, const float *restrict source, size_t count) {
    f16_unaligned *to = destination;
    uint32_t broken = 0;
    for (size_t i = 0; i < count; i++) {
        _Float16 half = (_Float16)source[i];
        broken |= is_not_finite(bits_of((float)half));
        to[i] = half;
    }
    return (int)broken;
}

ASSAY_CLONES int assay_bf16_from_f32(void *restrict destination, const float *restrict source, size_t count) {
    u16_unaligned *to = destination;
    uint32_t broken = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t bits = bits_of(source[i]);
        // A number that is none keeps a bit of its payload, which plain rounding could carry away into infinity.
        uint32_t rounded = is_not_finite(bits) ? (bits | (bits << 16 ? 0x10000u : 0)) : bits + 0x7fffu + ((bits >> 16) & 1);
        broken |= is_not_finite(rounded);
        to[i] = (uint16_t)(rounded >> 16);
    }
    return (int)broken;
}

ASSAY_CLONES int assay_f32_is_finite(const float *source, size_t count) {
    uint32_t broken = 0;
    for (size_t i = 0; i < count; i++) broken |= is_not_finite(bits_of(source[i]));
    return broken == 0;
}
