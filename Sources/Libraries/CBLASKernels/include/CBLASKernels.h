/// The compute of Assay: BLAS products and the fused loops round them.
///
/// Legend of dimensions, used by every header:
///   R rows (tokens of a block)      H hidden width            I feed-forward width
///   N outputs of a linear layer     K inputs of it            V vocabulary rows
///   T tokens of one window          D width of a head         Q query heads, G key/value heads
/// Every matrix is row-major and dense unless a stride is named; every pointer has its shape beside it.
///
/// Nothing here exits, reads a file or starts a thread; scratch memory is handed in, and each function that can refuse
/// returns a status. State is kept in two places alone: what a `create` of assay_bf16.h hands over is allocated, until
/// its `destroy` takes it back; and assay_blas_use_one_thread sets a number of OpenBLAS's for the whole process.
#ifndef CBLASKERNELS_H
#define CBLASKERNELS_H

#include "assay_accumulate.h"
#include "assay_convert.h"
#include "assay_attention.h"
#include "assay_bf16.h"
#include "assay_ensemble.h"
#include "assay_head.h"
#include "assay_layers.h"
#include "assay_merge.h"
#include "assay_optimizer.h"
#include "assay_processor.h"
#include "assay_status.h"

#endif
