// Faults of mapped files: a file that became shorter, or a device that fails, is a SIGBUS where the
// file is read through memory. A table tells which file it was.
#ifndef SIMBATCH_SIGNALS_H
#define SIMBATCH_SIGNALS_H

#include <stddef.h>

// A mapped file in the table.
struct sim_mapping;

// Adds `count` bytes from `start` on, mapped from the file `name` (copied). NULL where there is no
// memory for it: its faults then end the process as any other.
struct sim_mapping *sim_mapping_add(const void *start, size_t count, const char *name);

// Takes a mapping out again, before it is unmapped.
void sim_mapping_remove(struct sim_mapping *mapping);

// From now on, a thread that meets a fault in a mapping of the table stops there, and `mark` is
// written to `descriptor`, a pipe on which another thread waits to end the process. Faults
// elsewhere take their default course.
void sim_mapping_report_faults(int descriptor, unsigned char mark);

// The name of the file of the first such fault; NULL if there was none.
const char *sim_mapping_fault_name(void);

#endif
