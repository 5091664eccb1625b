#include "CBLASKernels.h"
