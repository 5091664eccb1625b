#ifndef ASSAY_BF16_H
#define ASSAY_BF16_H

#include <stddef.h>
#include <stdint.h>

#include "assay_status.h"

// Products of operands that are rounded to bf16, to nearest with ties to even, summed in f32. Where the processor
// multiplies bf16 they go through oneDNN; elsewhere through BLAS, on operands that are rounded and kept as f32.

/// to[i] = from[i] rounded to bf16, and kept as f32. to, from: [count], maybe the same.
void assay_round_to_bf16(size_t count, const float *from, float *to);

/// to[i] = from[i] rounded to bf16. to, from: [count].
void assay_bf16_from_rows(size_t count, const float *from, uint16_t *to);

/// Whether this processor multiplies bf16 (AVX512_BF16).
int assay_bf16_is_native(void);

/// oneDNN's version.
void assay_bf16_library(int *major, int *minor, int *patch);

/// What one thread needs to ask oneDNN for products. Each `create` hands over what its `destroy` takes back.
typedef struct assay_bf16_unit assay_bf16_unit;
assay_status assay_bf16_unit_create(assay_bf16_unit **unit);
void assay_bf16_unit_destroy(assay_bf16_unit *unit);

/// Elements that a packed matrix [N, K] takes.
size_t assay_bf16_packed_count(size_t inputs, size_t outputs);

/// Outputs that are packed together: a matrix may be cut between threads at multiples of this many.
size_t assay_bf16_group_outputs(void);

/// Whether oneDNN would choose the packed layout itself for a product of this shape; for tests.
int assay_bf16_is_preferred_layout(const assay_bf16_unit *unit, size_t rows, size_t inputs, size_t outputs);

/// Rounds `count` outputs of a matrix from output `first` on, and packs them.
///
/// - w: [N, K], or [K, N] where `row_per_input` is not 0; packed: [packed count] of the whole matrix, at a multiple of
///   64 bytes; first: a multiple of the group; first + count ≤ N.
assay_status assay_bf16_pack(
    size_t inputs, size_t outputs, size_t first, size_t count, const float *w, int row_per_input, uint16_t *packed);

/// A packed matrix as oneDNN takes it; all threads may share it. Zeros the padding of `packed`, which it keeps.
typedef struct assay_bf16_weights assay_bf16_weights;
assay_status assay_bf16_weights_create(
    const assay_bf16_unit *unit, size_t inputs, size_t outputs, uint16_t *packed, assay_bf16_weights **weights);
void assay_bf16_weights_destroy(assay_bf16_weights *weights);

/// The product of a fixed number of rows with a matrix of one shape, for one thread at a time.
typedef struct assay_bf16_product assay_bf16_product;
assay_status assay_bf16_product_create(
    const assay_bf16_unit *unit, size_t rows, size_t inputs, size_t outputs, int accumulate,
    assay_bf16_product **product);
void assay_bf16_product_destroy(assay_bf16_product *product);

/// Bytes of scratch memory that running it takes.
size_t assay_bf16_product_scratch_bytes(const assay_bf16_product *product);

/// y (+)= x wᵀ on the calling thread alone. x: [R, K], only read; y: [R, N]; scratch: at a multiple of 64 bytes.
assay_status assay_bf16_product_run(
    const assay_bf16_unit *unit, const assay_bf16_product *product, const assay_bf16_weights *weights, uint16_t *x,
    float *y, void *scratch);

#endif
