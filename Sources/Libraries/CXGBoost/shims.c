#include "CXGBoost.h"

#include <math.h>

int assay_boost_table(const float *values, uint64_t rows, uint64_t columns, DMatrixHandle *table) {
    return XGDMatrixCreateFromMat_omp(values, rows, columns, NAN, table, 1);
}
