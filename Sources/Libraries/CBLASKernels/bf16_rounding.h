// Rounding to bf16, the one way in which it is done: for products, and for what is stored.
#ifndef ASSAY_BF16_BITS_H
#define ASSAY_BF16_BITS_H

#include "elements.h"

/// The upper half of an f32, to nearest with ties to even.
ASSAY_INLINE uint32_t bf16_of(float value) {
    uint32_t bits = bits_of(value);
    uint32_t rounded = bits + 0x7fffu + ((bits >> 16) & 1);
    // NaN stays NaN: plain rounding could carry its payload away into infinity, or over the sign.
    return ((bits & 0x7fffffffu) > 0x7f800000u ? bits | 0x400000u : rounded) >> 16;
}

#endif
