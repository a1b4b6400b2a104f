// Values of one type as another.
#ifndef SIMBATCH_CONVERT_H
#define SIMBATCH_CONVERT_H

#include <stdbool.h>

#include "sim_kernels.h"
#include "sim_rows.h"

/// Converts the values of a row, d of them, to the type `to`, each rounded once: to nearest, ties to
/// even. A NaN stays one, an infinity too where the type has them.
///
/// Returns d; or the index of the first value that `to` cannot hold: a finite one that would become
/// infinite, or for whole numbers one that is none or out of range. Values of the same type are copied.
/// `work` holds d doubles. O(d).
size_t sim_convert_row(
    const sim_kernels *kernels, const sim_rows *rows, size_t row, sim_element to, void *converted,
    double *work);

/// Returns true if one of `count` values is a NaN. O(count).
bool sim_holds_nan(const void *values, size_t count, sim_element element);

#endif
