#include "assay_bf16.h"
#include "bf16_rounding.h"

ASSAY_CLONES void assay_round_to_bf16(size_t count, const float *from, float *to) {
    for (size_t i = 0; i < count; i++) {
        to[i] = from_bits(bf16_of(from[i]) << 16);
    }
}

ASSAY_CLONES void assay_bf16_from_rows(size_t count, const float *from, uint16_t *to) {
    for (size_t i = 0; i < count; i++) to[i] = (uint16_t)bf16_of(from[i]);
}
