#ifndef ASSAY_STATUS_H
#define ASSAY_STATUS_H

#include <stdint.h>

/// What a kernel answers.
typedef enum : int32_t {
    /// The work is done.
    ASSAY_OK = 0,
    /// A dimension is zero, odd where it must be even, or does not divide as it must.
    ASSAY_INVALID_SHAPE = 1,
    /// An element type that is not known.
    ASSAY_INVALID_TYPE = 2,
    /// A target or token id lies outside the vocabulary.
    ASSAY_INVALID_TOKEN = 3,
    /// The scratch memory handed in is smaller than the kernel asks for.
    ASSAY_SCRATCH_TOO_SMALL = 4,
    /// Memory could not be had.
    ASSAY_OUT_OF_MEMORY = 5,
    /// A library would not do what it was asked for.
    ASSAY_LIBRARY_REFUSED = 6,
    /// A number is not finite, or lies outside what it may be.
    ASSAY_INVALID_VALUE = 7,
} assay_status;

/// A sentence for each status, for error messages.
const char *assay_status_sentence(assay_status status);

#endif
