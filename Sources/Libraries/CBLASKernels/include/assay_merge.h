#ifndef ASSAY_MERGE_H
#define ASSAY_MERGE_H

#include <stddef.h>
#include <stdint.h>

#include "assay_status.h"

/// What merge methods do to a run of one tensor's elements. E is the number of elements of the run, `first` the place
/// of the first of them in its tensor. No result depends on where a tensor is cut into runs, except by the sums' order.
///
/// The magnitude of an element is the 31 bits under its sign, which are ordered as |value| is.

/// values[i] -= base[i]; both [E].
void assay_subtract(size_t count, const float *base, float *values);

/// Counts elements by magnitude, in two passes that find any order statistic exactly: pass 0 by the upper 16 bits into
/// histogram[65,536]; pass 1, of the elements whose upper bits are `prefix`, by the lower 15 bits into
/// histogram[32,768].
void assay_count_magnitudes(size_t count, const float *values, int pass, uint32_t prefix, uint64_t *histogram);

/// The place in its tensor of the element of exactly this magnitude that is number `skip` (from 0) of the run, or
/// SIZE_MAX with *found increased by the number of such elements if there are fewer.
size_t assay_find_magnitude(
    size_t count, const float *values, uint32_t magnitude, size_t first, size_t skip, size_t *found);

/// The largest elements of a tensor: those of greater magnitude, and those of this magnitude at places below `limit`.
typedef struct {
    uint32_t magnitude;
    size_t limit;
} assay_magnitude_cut;

/// Sets to 0 what `kept` leaves out and what `dropped` holds.
void assay_keep_magnitudes(
    size_t count, size_t first, assay_magnitude_cut kept, assay_magnitude_cut dropped, float *values);

/// The draw of a place, uniform on [0, 1): that of SplitMix64's output number `place` after the seed `key`.
double assay_draw(uint64_t key, uint64_t place);

/// Keeps each element with the given probability, divided by it, and sets the others to 0.
void assay_drop(size_t count, size_t first, uint64_t key, double probability, float *values);

/// Keeps each element of one whole row with a probability that goes by its rank among the row's magnitudes (equal ones
/// by place), divided by it: from density - epsilon / 2 for the smallest to density + epsilon / 2 for the largest.
///
/// - values: [count], the row. scratch: [2 * count].
/// Refuses rows of 2^32 elements or more.
assay_status assay_drop_by_rank(
    size_t count, size_t first, uint64_t key, double density, double epsilon, float *values, uint64_t *scratch);

/// Sums of one sign each, [E] f32, with the weights of what is summed; and the sum of both, [E] f64.
typedef struct {
    double *total;
    float *positive;
    float *positive_weight;
    float *negative;
    float *negative_weight;
} assay_election;

/// Adds weight * values to the sums of the products' signs. Products are exact in the total, so that opposite ones
/// cancel.
void assay_elect_add(size_t count, float weight, const float *values, assay_election sums);

/// destination[i] = base[i] + lambda * s, where s is the sum of the total's sign (0 counts as positive), divided by its
/// weights if `normalize` is not 0; 0 where nothing has that sign.
void assay_elect_finish(
    size_t count, float lambda, int normalize, assay_election sums, const float *base, float *destination);

/// destination[i] = base[i] + lambda * destination[i].
void assay_add_scaled(size_t count, float lambda, const float *base, float *destination);

/// The sum of left[i] * right[i] in f64, in eight lanes whose order is fixed; both [E].
double assay_inner_product(size_t count, const float *left, const float *right);

#endif
