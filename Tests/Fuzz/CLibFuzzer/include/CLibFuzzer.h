#pragma once
#include <stddef.h>
#include <stdint.h>

/// libFuzzer as a library (https://llvm.org/docs/LibFuzzer.html#using-libfuzzer-as-a-library): runs the callback over
/// inputs until it is told to stop; the arguments are those of its command line.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));

/// A new file in memory; its descriptor, or -1.
int assay_memory_file(void);
