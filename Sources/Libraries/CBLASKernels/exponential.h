// exp in f32, written so that the loop round it vectorises.
#ifndef ASSAY_EXPONENTIAL_H
#define ASSAY_EXPONENTIAL_H

#include <stdint.h>
#include <string.h>

#include "clones.h"

/// e^x within 2 units in the last place of f32 for x in [-87.33, 88.37]; below that 0, above it e^88.37; NaN stays.
///
/// x = n ln 2 + r with |r| <= ln 2 / 2 (Cody and Waite, ln 2 in two parts), e^r by its series to r^7. The large
/// constant rounds to the nearest integer and leaves n in the low bits of the sum.
ASSAY_INLINE float exponential(float x) {
    const float rounding = 12582912.0f;
    float clamped = x > 88.37f ? 88.37f : x;
    clamped = clamped < -87.33f ? -87.33f : clamped;
    float shifted = clamped * 1.44269504088896341f + rounding;
    float n = shifted - rounding;
    float r = clamped - n * 0.693359375f;
    r = r + n * 2.12194440e-4f;
    float series = 1.98412698e-4f;
    series = series * r + 1.38888889e-3f;
    series = series * r + 8.33333333e-3f;
    series = series * r + 4.16666667e-2f;
    series = series * r + 1.66666667e-1f;
    series = series * r + 0.5f;
    series = series * r * r + r + 1.0f;
    uint32_t bits;
    memcpy(&bits, &shifted, sizeof bits);
    bits = (bits << 23) + 0x3f800000u;
    float power;
    memcpy(&power, &bits, sizeof power);
    return x < -87.33f ? 0.0f : series * power;
}

/// 1 / (1 + e^-x).
ASSAY_INLINE float logistic(float x) { return 1.0f / (1.0f + exponential(-x)); }

#endif
