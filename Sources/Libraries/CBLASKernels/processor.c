#include "assay_processor.h"

#include <cblas.h>
#include <stddef.h>

const char *assay_clone(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("x86-64-v4")) return "x86-64-v4";
    if (__builtin_cpu_supports("x86-64-v3")) return "x86-64-v3";
#endif
    return "default";
}

const char *assay_preferred_core_type(void) {
#if defined(__x86_64__)
    // OpenBLAS 0.3.21 takes its AVX2 kernels on processors newer than itself, at half the rate of these.
    __builtin_cpu_init();
    if (__builtin_cpu_supports("x86-64-v4")) return "SKYLAKEX";
    if (__builtin_cpu_supports("x86-64-v3")) return "HASWELL";
#endif
    return NULL;
}

const char *assay_blas_core(void) { return openblas_get_corename(); }

const char *assay_blas_configuration(void) { return openblas_get_config(); }

void assay_blas_use_one_thread(void) { openblas_set_num_threads(1); }
