/*
 * Which instants of a class may be its worst one: those that exceed all before them in some way.
 * Where only the worst is asked for, no other row has to be kept.
 *
 * Must not know: SQL, windows.
 */
#ifndef WORST_INSTANTS_H
#define WORST_INSTANTS_H

#include <stdbool.h>
#include "accounting.h"

/* The most that a class held in each set of memories that a question may be limited to. */
struct worst_instant {
	bool any;
	uint64_t all_bytes, l1_bytes, l1_small_bytes;
	uint64_t headroom_bytes;        /* the least; L1T_UNKNOWN: no launch yet */
};

/* Whether the row exceeds what was seen; then it was. `is_state`: what it holds without its program. */
bool worst_instant_take(struct worst_instant *w, const struct account_change *r, bool is_state);

#endif
