/*
 * What the command line asks of a sweep: several boards, or several values.
 *
 * Must not know: how the runs are done.
 */
#ifndef L1RECORD_SWEEP_OPTIONS_H
#define L1RECORD_SWEEP_OPTIONS_H

#include "sweep_plan.h"

struct sweep_options {
	const char *specs[SWEEP_AXES_MOST];     /* of --sweep, as they were written */
	size_t spec_count;
	bool largest, all, handled;
	unsigned above, jobs;
	double timeout_seconds;                 /* 0: none */
	const char *format;                     /* of the table; NULL: table */
	const char *only_sweep;                 /* an option that only a sweep knows; NULL: none */
};

#endif
