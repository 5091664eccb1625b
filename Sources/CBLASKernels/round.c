#include "assay_bf16.h"
#include "bf16.h"

ASSAY_CLONES void assay_round_to_bf16(size_t count, const float *from, float *to) {
    for (size_t i = 0; i < count; i++) {
        uint32_t bits = bf16_of(from[i]) << 16;
        __builtin_memcpy(to + i, &bits, sizeof bits);
    }
}
