#ifndef ASSAY_CONVERT_H
#define ASSAY_CONVERT_H

#include <stddef.h>

/// Stored elements to f32 and back. Stored elements are little-endian and may stand at any address: safetensors
/// promises no alignment. `count` is in elements.
///
/// Each returns 0, or 1 if an f32 value that it read or wrote is not finite (all elements are converted all the same).
/// Narrowing rounds to nearest, ties to even.

int assay_f32_from_f64(float *restrict destination, const void *restrict source, size_t count);
int assay_f32_from_f32(float *restrict destination, const void *restrict source, size_t count);
int assay_f32_from_f16(float *restrict destination, const void *restrict source, size_t count);
int assay_f32_from_bf16(float *restrict destination, const void *restrict source, size_t count);

int assay_f64_from_f32(void *restrict destination, const float *restrict source, size_t count);
int assay_f16_from_f32(void *restrict destination, const float *restrict source, size_t count);
int assay_bf16_from_f32(void *restrict destination, const float *restrict source, size_t count);

/// 1 if every value is finite, 0 if one is not.
int assay_f32_is_finite(const float *source, size_t count);

#endif
