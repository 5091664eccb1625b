// One compilation of a hot function for each generation of processor, chosen when the program loads.
#ifndef ASSAY_CLONES_H
#define ASSAY_CLONES_H

#if defined(__x86_64__)
#define ASSAY_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define ASSAY_CLONES
#endif

/// For the pieces of a cloned function: they must become part of each clone to be compiled for its processor.
#define ASSAY_INLINE static inline __attribute__((always_inline))

#endif
