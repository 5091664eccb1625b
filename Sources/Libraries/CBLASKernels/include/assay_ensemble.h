#ifndef ASSAY_ENSEMBLE_H
#define ASSAY_ENSEMBLE_H

#include <stddef.h>
#include <stdint.h>

#include "assay_status.h"

// Probabilities averaged over models: for each token t, p_w(t) = Σ w_i p_i(t), from the logarithms of p_i(t).
//
// Every e^l is split once into a mantissa of f32 in [1, 2) and a power of two, and a token's probabilities are kept
// relative to a power of two that is near the largest of them: nothing underflows, and as powers of two scale without
// rounding, the bits of a sum depend neither on that power nor on models of weight 0 that stand in the same table.
//
// Legend: M models; T tokens of a segment, at most ASSAY_ENSEMBLE_SEGMENT; G groups of ASSAY_ENSEMBLE_GROUP tokens.

/// Tokens that are summed side by side.
#define ASSAY_ENSEMBLE_GROUP 8
/// Most tokens of a segment. A product of this many mantissas, a lane's share at a time, is far from overflow in f64.
#define ASSAY_ENSEMBLE_SEGMENT 4096
/// Log-probabilities below this count as this.
#define ASSAY_ENSEMBLE_LEAST (-1e8)

/// The floats of the table of a segment: G · M · ASSAY_ENSEMBLE_GROUP.
size_t assay_ensemble_table_count(size_t models, size_t tokens);

/// Tokens that one model gives less than 2^-126 of what another does: too far apart for one table of f32. There are
/// few.
typedef struct {
    size_t count;
    /// [count] places within the segment, ascending.
    const uint32_t *places;
    /// [count, M]: e^l = mantissa · 2^exponent.
    const float *mantissas;
    const int32_t *exponents;
} assay_ensemble_rare;

/// Lays out one segment.
///
/// - logs: M pointers to [T] natural logarithms of f32, finite and at most 0, at any address.
/// - table: [G, M, ASSAY_ENSEMBLE_GROUP]; 0 where a token is rare, and behind the last token.
/// - exponent: the sum of the powers of two that the tokens' probabilities are relative to; rare tokens have none.
/// - rare: [T], of which the first `rare_count` are the places of rare tokens.
/// - returns ASSAY_INVALID_VALUE where a logarithm is not finite or above 0; `rare_count` then is the token's place.
assay_status assay_ensemble_lay_out(
    size_t models, size_t tokens, const void *const *logs, float *table, int64_t *exponent, uint32_t *rare,
    size_t *rare_count);

/// Splits the probabilities of one token: e^l = mantissa · 2^exponent, mantissa in [1, 2).
///
/// - logs: as above; mantissas, exponents: [M].
void assay_ensemble_split(
    size_t models, const void *const *logs, size_t token, float *mantissas, int32_t *exponents);

/// Σ_t ln p_w(t) over a segment, in nats, summed in f64.
///
/// - weights: [M], finite and at least 0, one at least above 0.
/// - ratios: null, or [M] for Σ_t p_i(t) / p_w(t), which is the derivative by w_i; scratch then is
///   [M, ASSAY_ENSEMBLE_GROUP]. A ratio above 2^1000 counts as that.
assay_status assay_ensemble_sum(
    size_t models, size_t tokens, const float *table, int64_t exponent, const assay_ensemble_rare *rare,
    const double *weights, double *sum, double *ratios, double *scratch);

/// −ln p_w(t) of each token, in nats, from the logarithms themselves.
///
/// - logs, weights: as above, of any number of tokens; losses: [T].
void assay_ensemble_losses(
    size_t models, size_t tokens, const void *const *logs, const double *weights, float *losses);

/// Σ_t −l(t) of one model, summed in f64 in the order of tokens.
double assay_ensemble_own_sum(size_t tokens, const void *logs);

#endif
