#ifndef CBLASKERNELS_H
#define CBLASKERNELS_H
#include <cblas.h>
#endif
