#ifndef ASSAY_LARGEST_H
#define ASSAY_LARGEST_H

#include <stddef.h>

#include "product.h"

/// The largest of `count` values, at least one. Kept apart by lane: a compiler may not reorder comparisons that could
/// meet NaN. A NaN among them is passed over; it shows in the sum of exponentials instead.
ASSAY_INLINE float largest_of(size_t count, const float *values) {
    float tops[ASSAY_LANES];
    for (size_t lane = 0; lane < ASSAY_LANES; lane++) tops[lane] = values[0];
    size_t block = 0;
    for (; block + ASSAY_LANES <= count; block += ASSAY_LANES)
        for (size_t lane = 0; lane < ASSAY_LANES; lane++)
            tops[lane] = values[block + lane] > tops[lane] ? values[block + lane] : tops[lane];
    float top = values[0];
    for (size_t lane = 0; lane < ASSAY_LANES; lane++) top = tops[lane] > top ? tops[lane] : top;
    for (; block < count; block++) top = values[block] > top ? values[block] : top;
    return top;
}

#endif
