/*
 * A command run for several boards, or several values, and the table of what became of it.
 *
 * Must not know: what is in a trace, how the table is made.
 */
#ifndef L1RECORD_SWEPT_RUNS_H
#define L1RECORD_SWEPT_RUNS_H

#include "recorded_run.h"
#include "sweep_options.h"

/*
 * `q`: as for one run; its output is the folder, its board may be several. Returns the status to end
 * with: 0; 1 a run gave no answer, or a board does not fit; 2 after a message; 128+n after signal n.
 */
int swept_runs(const struct record_request *q, const struct sweep_options *s);

#endif
