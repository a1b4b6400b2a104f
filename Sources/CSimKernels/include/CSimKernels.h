// The hot loops of simbatch, in C.
//
// Each kernel exists once as portable C and once for each instruction set that gains from it; a
// table of functions (`sim_kernels`) is chosen when the process starts and handed to every call,
// so that tests can force each one. Kernels allocate nothing, lock nothing and keep no state.
#ifndef SIMBATCH_KERNELS_H
#define SIMBATCH_KERNELS_H

#include "sim_rows.h"
#include "sim_kernels.h"
#include "sim_convert.h"
#include "sim_score.h"
#include "sim_scores.h"
#include "sim_collector.h"
#include "sim_int8.h"
#include "sim_map.h"
#include "sim_order.h"
#include "sim_answer_ranks.h"
#include "sim_ranks.h"
#include "sim_text.h"

#endif
