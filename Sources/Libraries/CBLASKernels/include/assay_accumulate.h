#ifndef ASSAY_ACCUMULATE_H
#define ASSAY_ACCUMULATE_H

#include <stddef.h>
#include <stdint.h>

#include "assay_status.h"

/// How the elements of a stored tensor are written, little-endian.
typedef enum : int32_t {
    ASSAY_F32 = 0,
    ASSAY_F16 = 1,
    ASSAY_BF16 = 2,
    ASSAY_F64 = 3,
} assay_element_type;

/// destination[i] = weight * source[i], computed in f32 (an f64 element is first rounded to f32).
///
/// The source may be at any address: safetensors do not promise alignment. An element's bits depend on that element
/// alone, so a tensor may be cut anywhere between threads.
///
/// - destination: [count] f32.
assay_status assay_weighted_assign(
    size_t count, float weight, const void *source, assay_element_type type, float *destination);

/// destination[i] += weight * source[i], accumulated in f32; otherwise as assay_weighted_assign.
assay_status assay_weighted_accumulate(
    size_t count, float weight, const void *source, assay_element_type type, float *destination);

#endif
