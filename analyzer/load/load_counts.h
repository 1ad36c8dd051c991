/*
 * The facts and counts of a run without its accounting: most records are counted and not read.
 *
 * Must not know: accounting, what the rows say.
 */
#ifndef LOAD_COUNTS_H
#define LOAD_COUNTS_H

#include "l1t_reader.h"
#include "load.h"
#include "run_facts.h"

/*
 * Reads the trace at `path`, after work_begin_reading(), for what accounting it would give table run.
 * Of the other tables it writes, through `raw`, rows of definitions, devices and notes, and of marks
 * each name's first begin. The caller closes the reader. NULL: the counts take the accounting, or the
 * trace cannot be read: the rows are to be forgotten, and it is to be read from its begin on.
 */
struct l1t_reader *load_counts(struct raw *raw, unsigned what, const char *path, const char *name,
	uint64_t run, const struct options *o, struct run_facts *facts);

#endif
