#include "assay_status.h"

const char *assay_status_sentence(assay_status status) {
    switch (status) {
    case ASSAY_OK:
        return "the kernel did its work";
    case ASSAY_INVALID_SHAPE:
        return "a dimension is zero, odd where it must be even, or does not divide as it must";
    case ASSAY_INVALID_TYPE:
        return "the element type is not known";
    case ASSAY_INVALID_TOKEN:
        return "a token id lies outside the vocabulary";
    case ASSAY_SCRATCH_TOO_SMALL:
        return "the scratch memory is smaller than the kernel asks for";
    case ASSAY_OUT_OF_MEMORY:
        return "memory could not be had";
    case ASSAY_LIBRARY_REFUSED:
        return "a library would not do what it was asked for";
    case ASSAY_INVALID_VALUE:
        return "a number is not finite, or lies outside what it may be";
    }
    return "the status is not known";
}
