/*
 * The list of a sweep's runs, DIR/sweep.jsonl, which l1analyze sweep reads: a line about the sweep,
 * then one a run that ended, each a JSON object.
 *
 * Must not know: how they are run, how the table is made.
 *
 *     {"l1trace_sweep":1,"names":["BATCH"],"group_runs":64,"numbers":true,"handled":false}
 *     {"run":3,"board":"n150","values":[4],"result":"fits","ended":"exit 0","traces":["a.l1t"]}
 *
 * Runs are numbered in the order of the table, not in that of their lines. A board is null without
 * --mock; values are numbers or texts; traces are names in the same folder.
 */
#ifndef L1RECORD_SWEEP_FILE_H
#define L1RECORD_SWEEP_FILE_H

#include "sweep_plan.h"
#include "sweep_result.h"

#include <stdbool.h>

#define SWEEP_FILE_NAME "sweep.jsonl"

/*
 * Makes the folder, if it is not there, and the file in it with its first line. `force`: an old one
 * is replaced. Returns a descriptor; -1 after a message.
 */
int sweep_file_begin(const char *folder, bool force, const struct sweep_plan *p, bool handled);
/* Adds a run. -1 after a message. */
int sweep_file_add(int fd, const struct sweep_plan *p, uint64_t run, const struct run_outcome *o,
	bool stopped);

#endif
