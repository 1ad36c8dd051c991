/*
 * How the ops of two runs differ, matched in their order (op_alignment.h): rows of the temporary table
 * op_difference, one for all ops of a name and function that changed, came or went. An op is one that
 * changed if its program did, or what lies beside it did and had not at the op before: else it only
 * shows what an earlier change left in L1.
 *
 * Must not know: how rows are shown.
 */
#ifndef OP_CHANGES_H
#define OP_CHANGES_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct op_matching {
	size_t before, after;   /* ops of the first and of the second run */
	size_t added, removed, changed;
	size_t inherited;       /* of those that are no change: have other peaks for an earlier one */
	bool in_order;          /* false: the sequences differ in too much, and the nth of each name are matched */
	bool known;             /* false: one of the runs has no sequence */
};

/* Adds the rows of a pair of runs. `device`: only that chip; -1: all. */
struct op_matching op_changes(sqlite3 *db, int64_t pair, int64_t a, int64_t b, int64_t device);

#endif
