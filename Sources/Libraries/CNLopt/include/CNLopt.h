#ifndef CNLOPT_H
#define CNLOPT_H

#include <nlopt.h>

/// A sentence of what a result of NLopt's means; never NULL.
const char *assay_nlopt_sentence(nlopt_result result);

#endif
