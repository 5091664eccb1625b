#include <math.h>

#include "CReferenceKernels.h"

void assay_reference_linear_forward(
    size_t rows, size_t inputs, size_t outputs, const float *x, const float *w, int accumulate, float *y) {
    for (size_t r = 0; r < rows; r++) {
        for (size_t n = 0; n < outputs; n++) {
            double sum = accumulate ? y[r * outputs + n] : 0;
            for (size_t k = 0; k < inputs; k++) sum += (double)x[r * inputs + k] * w[n * inputs + k];
            y[r * outputs + n] = (float)sum;
        }
    }
}

static double inverse_rms(size_t width, float epsilon, const float *x) {
    double squares = 0;
    for (size_t i = 0; i < width; i++) squares += (double)x[i] * x[i];
    return 1 / sqrt(squares / (double)width + epsilon);
}

void assay_reference_rms_norm_forward(
    size_t rows, size_t width, float epsilon, const float *x, const float *weight, float *y) {
    for (size_t r = 0; r < rows; r++) {
        double inverse = inverse_rms(width, epsilon, x + r * width);
        for (size_t i = 0; i < width; i++) y[r * width + i] = (float)(weight[i] * (x[r * width + i] * inverse));
    }
}

void assay_reference_rms_norm_backward(
    size_t rows, size_t width, float epsilon, const float *x, const float *weight, const float *dy, float *dx,
    float *dweight) {
    for (size_t r = 0; r < rows; r++) {
        const float *from = x + r * width;
        const float *slope = dy + r * width;
        double inverse = inverse_rms(width, epsilon, from);
        double product = 0;
        for (size_t i = 0; i < width; i++) product += (double)slope[i] * weight[i] * from[i];
        for (size_t i = 0; i < width; i++) {
            dweight[i] += (float)(slope[i] * (from[i] * inverse));
            dx[r * width + i] += (float)(slope[i] * weight[i] * inverse
                - from[i] * product * inverse * inverse * inverse / (double)width);
        }
    }
}

void assay_reference_layer_norm_forward(
    size_t rows, size_t width, float epsilon, const float *x, const float *weight, const float *bias, float *y) {
    for (size_t r = 0; r < rows; r++) {
        const float *from = x + r * width;
        double mean = 0;
        for (size_t i = 0; i < width; i++) mean += from[i] / (double)width;
        double variance = 0;
        for (size_t i = 0; i < width; i++) variance += (from[i] - mean) * (from[i] - mean) / (double)width;
        for (size_t i = 0; i < width; i++) {
            double normal = (from[i] - mean) / sqrt(variance + epsilon);
            y[r * width + i] = (float)(normal * (weight ? weight[i] : 1) + (bias ? bias[i] : 0));
        }
    }
}

void assay_reference_activation_forward(
    size_t rows, size_t width, assay_activation activation, const float *bias, const float *x, float *y) {
    const double pi = 3.14159265358979323846;
    for (size_t r = 0; r < rows; r++) {
        for (size_t i = 0; i < width; i++) {
            double value = x[r * width + i] + (bias ? bias[i] : 0);
            double bent = sqrt(2 / pi) * (value + 0.044715 * value * value * value);
            double share = activation == ASSAY_GELU ? erfc(-value / sqrt(2)) / 2 : (1 + tanh(bent)) / 2;
            y[r * width + i] = (float)(value * share);
        }
    }
}

void assay_reference_swiglu_forward(size_t rows, size_t width, const float *gate_up, float *act) {
    for (size_t r = 0; r < rows; r++) {
        for (size_t i = 0; i < width; i++) {
            double gate = gate_up[r * 2 * width + i];
            act[r * width + i] = (float)(gate / (1 + exp(-gate)) * gate_up[r * 2 * width + width + i]);
        }
    }
}

void assay_reference_swiglu_backward(
    size_t rows, size_t width, const float *gate_up, const float *dact, float *dgate_up) {
    for (size_t r = 0; r < rows; r++) {
        for (size_t i = 0; i < width; i++) {
            double gate = gate_up[r * 2 * width + i];
            double up = gate_up[r * 2 * width + width + i];
            double slope = dact[r * width + i];
            double sigmoid = 1 / (1 + exp(-gate));
            dgate_up[r * 2 * width + i] = (float)(slope * up * sigmoid * (1 + gate * (1 - sigmoid)));
            dgate_up[r * 2 * width + width + i] = (float)(slope * gate * sigmoid);
        }
    }
}

void assay_reference_adamw(
    size_t count, assay_adamw_step step, const float *gradient, float *parameters, float *first_moment,
    float *second_moment) {
    for (size_t i = 0; i < count; i++) {
        double slope = (double)gradient[i] * step.gradient_scale;
        double first = (double)step.beta1 * first_moment[i] + (1 - (double)step.beta1) * slope;
        double second = (double)step.beta2 * second_moment[i] + (1 - (double)step.beta2) * slope * slope;
        double shrunk = parameters[i] * (1 - (double)step.learning_rate * step.weight_decay);
        double change = step.learning_rate / step.first_correction * first
            / (sqrt(second) / step.second_correction + step.epsilon);
        parameters[i] = (float)(shrunk - change);
        first_moment[i] = (float)first;
        second_moment[i] = (float)second;
    }
}
