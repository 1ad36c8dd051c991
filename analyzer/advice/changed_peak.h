/*
 * The peak after a change, and what is not known of it.
 *
 * Must not know: SQL, what is changed, how rows are printed.
 */
#ifndef CHANGED_PEAK_H
#define CHANGED_PEAK_H

#include "peak_without.h"
#include "program_changes.h"
#include "run_story.h"

/* Sets the effect's peak_bytes and sized_ns by what was found of the group's peak after a change. */
void advice_set_peak(const struct run_story *s, const struct chip_group *g, struct effect *e,
	struct peak_found found);
/* Does an op have the peak that asked for free L1 after the change? It may take more then, or less. */
bool advice_is_sized(const struct effect *e);
/* That the peak is of what ran, since more runs when a failure is gone; "" where none is, else it ends
 * with "; ". */
const char *advice_goes_on(const struct effect *e);

#endif
