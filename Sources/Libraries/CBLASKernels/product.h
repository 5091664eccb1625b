// Small matrix products for attention, kept in registers; they become part of each clone of the caller.
#ifndef ASSAY_PRODUCT_H
#define ASSAY_PRODUCT_H

#include <stddef.h>

#include "clones.h"

/// Columns come in groups of this many, padded by the caller.
#define ASSAY_LANES 16

typedef float lanes __attribute__((vector_size(64), aligned(4), may_alias));

/// A matrix whose rows and columns may be apart by any stride: a transposed one has `column` > `row`.
typedef struct {
    const float *start;
    size_t row;
    size_t column;
} strided;

/// c (+)= a b for `M` rows and `N` groups of columns, both known when compiled, so that the sums stay in registers.
#define ASSAY_PANEL(M, N)                                                                                              \
    ASSAY_INLINE void panel_##M##_##N(                                                                                 \
        size_t depth, strided a, const float *b, size_t b_row, float *c, size_t c_row, int accumulate) {               \
        lanes sums[M][N];                                                                                              \
        for (int i = 0; i < M; i++)                                                                                    \
            for (int j = 0; j < N; j++)                                                                                \
                sums[i][j] = accumulate ? *(const lanes *)(c + i * c_row + j * ASSAY_LANES) : (lanes){0};              \
        for (size_t p = 0; p < depth; p++) {                                                                           \
            const float *left = a.start + p * a.column;                                                                \
            const lanes *right = (const lanes *)(b + p * b_row);                                                       \
            for (int i = 0; i < M; i++)                                                                                \
                for (int j = 0; j < N; j++) sums[i][j] += left[i * a.row] * right[j];                                  \
        }                                                                                                              \
        for (int i = 0; i < M; i++)                                                                                    \
            for (int j = 0; j < N; j++) *(lanes *)(c + i * c_row + j * ASSAY_LANES) = sums[i][j];                      \
    }
ASSAY_PANEL(8, 2)
ASSAY_PANEL(8, 1)
ASSAY_PANEL(1, 2)
ASSAY_PANEL(1, 1)
#undef ASSAY_PANEL

/// c (+)= a b. a: [rows, depth]; b: [depth, columns]; c: [rows, columns]; `columns` a multiple of ASSAY_LANES.
ASSAY_INLINE void multiply(
    size_t rows, size_t columns, size_t depth, strided a, const float *b, size_t b_row, float *c, size_t c_row,
    int accumulate) {
    for (size_t j = 0; j < columns; j += 2 * ASSAY_LANES) {
        int wide = columns - j >= 2 * ASSAY_LANES;
        size_t i = 0;
        for (; i + 8 <= rows; i += 8) {
            strided from = {a.start + i * a.row, a.row, a.column};
            float *to = c + i * c_row + j;
            if (wide)
                panel_8_2(depth, from, b + j, b_row, to, c_row, accumulate);
            else
                panel_8_1(depth, from, b + j, b_row, to, c_row, accumulate);
        }
        for (; i < rows; i++) {
            strided from = {a.start + i * a.row, a.row, a.column};
            float *to = c + i * c_row + j;
            if (wide)
                panel_1_2(depth, from, b + j, b_row, to, c_row, accumulate);
            else
                panel_1_1(depth, from, b + j, b_row, to, c_row, accumulate);
        }
    }
}

/// The next multiple of ASSAY_LANES.
ASSAY_INLINE size_t padded(size_t count) { return (count + ASSAY_LANES - 1) / ASSAY_LANES * ASSAY_LANES; }

#endif
