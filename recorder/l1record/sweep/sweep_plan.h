/*
 * The runs of a sweep, numbered: each board with each value of each --sweep.
 *
 * Must not know: how they are run, which of them are.
 */
#ifndef L1RECORD_SWEEP_PLAN_H
#define L1RECORD_SWEEP_PLAN_H

#include "sweep_axis.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SWEEP_AXES_MOST = 8, SWEEP_BOARDS_MOST = 64, SWEEP_FILE_BYTES = 200 };

struct sweep_plan {
	char *boards[SWEEP_BOARDS_MOST];        /* as they were written, each once */
	size_t board_count;                     /* 0: devices that are there, no --mock */
	struct sweep_axis axes[SWEEP_AXES_MOST];
	size_t axis_count;
	uint64_t runs;          /* at least 1 */
	/* runs that differ only in the value of the first axis are a group, one after another */
	uint64_t group_runs, groups;
};

/* Whether --mock names several boards, and is not the name of a file. */
bool sweep_plan_boards(const char *mock);
/*
 * Makes the plan. `mock`: NULL, or boards with commas between. -1 after a message. The caller frees
 * it with sweep_plan_free(), then, too.
 */
int sweep_plan_make(struct sweep_plan *p, const char *mock, const char *const *specs, size_t count);
void sweep_plan_free(struct sweep_plan *p);
/* The board of a run; NULL: no --mock. */
const char *sweep_plan_board(const struct sweep_plan *p, uint64_t run);
/* Which value of axis `axis` a run has: a position in its values. */
size_t sweep_plan_at(const struct sweep_plan *p, uint64_t run, size_t axis);
const char *sweep_plan_value(const struct sweep_plan *p, uint64_t run, size_t axis,
	char number[SWEEP_NUMBER_BYTES]);
/* "n150_BATCH=4": a file's name without its ending, of harmless characters; no other run has it. */
void sweep_plan_file(const struct sweep_plan *p, uint64_t run, char out[SWEEP_FILE_BYTES]);

#endif
