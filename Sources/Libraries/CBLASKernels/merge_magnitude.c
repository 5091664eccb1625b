#include <string.h>

#include "assay_merge.h"
#include "clones.h"

ASSAY_INLINE uint32_t magnitude_of(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits & 0x7fffffffu;
}

ASSAY_CLONES void assay_subtract(size_t count, const float *restrict base, float *restrict values) {
    for (size_t i = 0; i < count; i++) values[i] -= base[i];
}

void assay_count_magnitudes(size_t count, const float *values, int pass, uint32_t prefix, uint64_t *histogram) {
    if (pass == 0) {
        for (size_t i = 0; i < count; i++) histogram[magnitude_of(values[i]) >> 15]++;
        return;
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t magnitude = magnitude_of(values[i]);
        if (magnitude >> 15 == prefix) histogram[magnitude & 0x7fff]++;
    }
}

size_t assay_find_magnitude(
    size_t count, const float *values, uint32_t magnitude, size_t first, size_t skip, size_t *found) {
    size_t seen = 0;
    for (size_t i = 0; i < count; i++) {
        if (magnitude_of(values[i]) != magnitude) continue;
        if (seen == skip) return first + i;
        seen++;
    }
    *found += seen;
    return SIZE_MAX;
}

ASSAY_CLONES void assay_keep_magnitudes(
    size_t count, size_t first, assay_magnitude_cut kept, assay_magnitude_cut dropped, float *values) {
    // Places relative to the run fit 32 bits, which the compiler vectorises as it does the magnitudes.
    size_t kept_places = kept.limit > first ? kept.limit - first : 0;
    size_t dropped_places = dropped.limit > first ? dropped.limit - first : 0;
    for (size_t start = 0; start < count; start += 1u << 16) {
        uint32_t length = count - start < 1u << 16 ? (uint32_t)(count - start) : 1u << 16;
        uint32_t kept_end = kept_places < start ? 0 : kept_places - start < length ? (uint32_t)(kept_places - start) : length;
        uint32_t dropped_end =
            dropped_places < start ? 0 : dropped_places - start < length ? (uint32_t)(dropped_places - start) : length;
        float *run = values + start;
        for (uint32_t i = 0; i < length; i++) {
            uint32_t magnitude = magnitude_of(run[i]);
            int inside = (magnitude > kept.magnitude) | ((magnitude == kept.magnitude) & (i < kept_end));
            int outside = (magnitude > dropped.magnitude) | ((magnitude == dropped.magnitude) & (i < dropped_end));
            run[i] = (inside & !outside) ? run[i] : 0;
        }
    }
}
