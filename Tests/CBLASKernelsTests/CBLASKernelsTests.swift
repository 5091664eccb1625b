// CBLASKernels
