// Zstandard of the system.
#include <zstd.h>
