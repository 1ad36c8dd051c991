/*
 * One line on a terminal that says how far a sweep is; nothing elsewhere.
 *
 * Must not know: what is run.
 */
#ifndef L1RECORD_SWEEP_PROGRESS_H
#define L1RECORD_SWEEP_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct sweep_progress {
	bool is_terminal;
	uint64_t runs;          /* in all; 0: not known */
	int shown;              /* characters of the line */
};

void sweep_progress_begin(struct sweep_progress *p, uint64_t runs);
/* A run ended: `name` has harmless characters only. */
void sweep_progress_show(struct sweep_progress *p, uint64_t ended, unsigned running, const char *name,
	const char *result);
/* Removes the line. */
void sweep_progress_end(struct sweep_progress *p);

#endif
