#ifndef ASSAY_BF16_H
#define ASSAY_BF16_H

#include <stddef.h>
#include <stdint.h>

#include "assay_status.h"

/// to[i] = from[i] rounded to bf16, to nearest with ties to even, and kept as f32. to, from: [count], maybe the same.
void assay_round_to_bf16(size_t count, const float *from, float *to);

#endif
