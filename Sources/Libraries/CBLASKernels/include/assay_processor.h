#ifndef ASSAY_PROCESSOR_H
#define ASSAY_PROCESSOR_H

/// Which compilation of Assay's own kernels this processor runs: "x86-64-v4", "x86-64-v3" or "default".
const char *assay_clone(void);

/// The OpenBLAS core type whose kernels suit this processor best, found by CPUID, or null to leave it the choice.
const char *assay_preferred_core_type(void);

/// The core type that OpenBLAS took when it was loaded.
const char *assay_blas_core(void);

/// OpenBLAS's version and build options.
const char *assay_blas_configuration(void);

/// Makes every BLAS call run on the thread that makes it. To be called once, before the first product.
void assay_blas_use_one_thread(void);

#endif
