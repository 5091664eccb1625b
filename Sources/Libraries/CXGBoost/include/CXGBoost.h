#ifndef CXGBOOST_H
#define CXGBOOST_H

#include <xgboost/c_api.h>

/// A table of rows × columns in f32, row by row, in which no value is missing, read on the caller's thread alone.
/// As every function of XGBoost: 0 is success, −1 a failure of which `XGBGetLastError` tells on the same thread.
int assay_boost_table(const float *values, uint64_t rows, uint64_t columns, DMatrixHandle *table);

#endif
