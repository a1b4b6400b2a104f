// Zstandard of the system.
#include <zstd.h>
#include <zstd_errors.h>
