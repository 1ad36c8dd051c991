/*
 * Each time that a line of the program ran: the calls that a thread made from it, until it made one from
 * another line.
 *
 * Must not know: buffers, SQL.
 *
 * A line may run several times with nothing in between. So where the first operation of a run comes
 * again, of the same call site and type, a new execution begins, unless an operation holds memory that
 * it frees itself: then it is still the same call; or the line is known to have a loop. Where one call runs the same program more than once
 * and holds nothing of its own, it counts as several executions.
 */
#ifndef EXECUTIONS_H
#define EXECUTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "run_story.h"

struct execution {
	size_t node;            /* of the line, in the tree of call sites */
	uint64_t frame;         /* the line, whoever called its function */
	int64_t thread;
	size_t first, last;     /* indexes of its first and last call */
	int64_t end_ns;         /* time of its last call */
	int64_t next_ns;        /* of the thread's next call; INT64_MAX: there is none */
	bool failed;            /* its last call did: what follows in the program may not have run */
};

struct executions {
	struct execution *at;   /* by node, thread and first call */
	size_t count, capacity;
};

/* Those of the lines whose number of frame is a key of `frames`. The caller frees `at`. */
struct executions executions_find(const struct run_story *s, const struct table *frames);
/* The one of this node to which a call belongs; NULL: none. */
struct execution *execution_of(const struct executions *all, const struct run_story *s, size_t node,
	size_t call);

#endif
