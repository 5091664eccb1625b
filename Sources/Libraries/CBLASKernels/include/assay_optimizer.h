#ifndef ASSAY_OPTIMIZER_H
#define ASSAY_OPTIMIZER_H

#include <stddef.h>

/// One step of AdamW (Loshchilov and Hutter, arXiv 1711.05101), as `torch.optim.AdamW` takes it.
typedef struct {
    float learning_rate;
    float beta1;
    float beta2;
    float epsilon;
    /// Decoupled: the parameter shrinks by learning_rate · weight_decay, whatever its gradient.
    float weight_decay;
    /// 1 − beta1^step.
    float first_correction;
    /// √(1 − beta2^step).
    float second_correction;
    /// What every gradient is multiplied by first: below 1 where the norm is clipped.
    float gradient_scale;
} assay_adamw_step;

/// Updates parameters and moments in place. gradient, parameters, first_moment, second_moment: [count].
void assay_adamw(
    size_t count, assay_adamw_step step, const float *gradient, float *parameters, float *first_moment,
    float *second_moment);

/// sum[i] = Σ over lanes of lane[l][i], in the order of the lanes; returns Σ sum[i]² in f64.
///
/// lanes: `lane_count` arrays of [count]; sum: [count], which may be the first lane.
double assay_sum_lanes(size_t count, size_t lane_count, const float *const *lanes, float *sum);

#endif
