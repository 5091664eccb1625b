#include <string.h>

#include "assay_merge.h"
#include "clones.h"

/// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014) by its counter: each output is a mix of the seed and its number alone.
ASSAY_INLINE uint64_t drawn_bits(uint64_t key, uint64_t place) {
    uint64_t mixed = key + (place + 1) * 0x9e3779b97f4a7c15u;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
    return (mixed ^ (mixed >> 31)) >> 11;
}

double assay_draw(uint64_t key, uint64_t place) { return (double)drawn_bits(key, place) * 0x1p-53; }

ASSAY_CLONES void assay_drop(size_t count, size_t first, uint64_t key, double probability, float *values) {
    for (size_t i = 0; i < count; i++) {
        double draw = (double)drawn_bits(key, first + i) * 0x1p-53;
        values[i] = draw < probability ? (float)((double)values[i] / probability) : 0;
    }
}

/// One pass of a radix sort that keeps the order of equal digits: 11 bits of the upper half of each item.
static void sort_by_digit(size_t count, int shift, const uint64_t *from, uint64_t *to) {
    size_t starts[2048] = {0};
    for (size_t i = 0; i < count; i++) starts[from[i] >> shift & 2047]++;
    size_t position = 0;
    for (size_t digit = 0; digit < 2048; digit++) {
        size_t length = starts[digit];
        starts[digit] = position;
        position += length;
    }
    for (size_t i = 0; i < count; i++) to[starts[from[i] >> shift & 2047]++] = from[i];
}

assay_status assay_drop_by_rank(
    size_t count, size_t first, uint64_t key, double density, double epsilon, float *values, uint64_t *scratch) {
    if (count > UINT32_MAX) return ASSAY_INVALID_SHAPE;
    uint64_t *items = scratch;
    uint64_t *sorted = scratch + count;
    for (size_t i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, values + i, sizeof bits);
        items[i] = (uint64_t)(bits & 0x7fffffffu) << 32 | i;
    }
    sort_by_digit(count, 32, items, sorted);
    sort_by_digit(count, 43, sorted, items);
    sort_by_digit(count, 54, items, sorted);
    for (size_t rank = 0; rank < count; rank++) {
        size_t i = (uint32_t)sorted[rank];
        double share = count > 1 ? (double)rank / (double)(count - 1) : 0.5;
        double probability = density - epsilon / 2 + epsilon * share;
        values[i] = assay_draw(key, first + i) < probability ? (float)((double)values[i] / probability) : 0;
    }
    return ASSAY_OK;
}
