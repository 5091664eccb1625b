// Stored elements at any address, and the one way in which each is decoded to f32.
#ifndef ASSAY_ELEMENTS_H
#define ASSAY_ELEMENTS_H

#include <stdint.h>
#include <string.h>

#include "clones.h"

// The compiler emits unaligned loads.
typedef float unaligned_f32 __attribute__((aligned(1)));
typedef double unaligned_f64 __attribute__((aligned(1)));
typedef uint32_t unaligned_u32 __attribute__((aligned(1)));
typedef uint16_t unaligned_u16 __attribute__((aligned(1)));

ASSAY_INLINE float from_bits(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

ASSAY_INLINE uint32_t bits_of(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/// Exact: the exponent is moved by a product with 2^112, which also lifts subnormals; infinities and NaN are put back.
ASSAY_INLINE float from_f16(uint16_t half) {
    uint32_t magnitude = (uint32_t)(half & 0x7fffu) << 13;
    uint32_t sign = (uint32_t)(half & 0x8000u) << 16;
    uint32_t finite = bits_of(from_bits(magnitude) * 0x1p112f);
    uint32_t special = magnitude | 0x7f800000u;
    return from_bits((magnitude >= 0x0f800000u ? special : finite) | sign);
}

ASSAY_INLINE float from_bf16(uint16_t half) { return from_bits((uint32_t)half << 16); }

#endif
