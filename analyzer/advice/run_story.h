/*
 * What a run's program did, as far as advice needs it: lifetimes of buffers, and calls in order of time.
 *
 * Must not know: what could be changed, how rows are printed.
 */
#ifndef RUN_STORY_H
#define RUN_STORY_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "asks.h"
#include "id_map.h"
#include "site_tree.h"

enum { NOT_KNOWN = -1 };        /* a number that the trace does not have */

struct lifetime {               /* of a lockstep buffer in L1 */
	int64_t form;           /* buffer_form: what it is */
	int64_t handle;
	int64_t alloc_ns, free_ns;      /* INT64_MAX: it was never freed */
	int64_t used_ns;        /* its last use, sure or not; not used: alloc_ns */
	int64_t sure_ns;        /* its last use that is sure; none: alloc_ns */
	int64_t sure_op;        /* which op that was; 0: none, or the host */
	uint64_t born;          /* its moment */
	uint64_t bytes;
	size_t made_at;         /* node of its call site; 0: not known */
	int64_t callsite;       /* 0: not known */
	int64_t thread;
	bool left_out;          /* the program cache's, a semaphore, .. : not the program's to free */
	bool freed;             /* by the program, not by a close or the end */
	bool taken;             /* an operation freed it, which so used it last, at used_ns */
	bool small;             /* in L1_SMALL */
	bool sharded;           /* not interleaved, or not known */
	bool inside;            /* an operation made it for itself: it freed it, too */
	bool forced;            /* freed by ttnn.deallocate: gone, whoever else has a name of it */
	int64_t tensor;         /* what it holds, as its definition's id; 0: not known */
	int64_t made_op;        /* op that it was allocated for; 0: none, or not known */
	bool captured;          /* it lived during a capture: replays may need it, and hold its bytes */
	bool waits;             /* it did, but neither need it: see before_capture.h; then not captured */
	int64_t capture_ns;     /* when the first of these captures began */
};

enum call_kind_of { CALL_ALLOC, CALL_OP, CALL_FAILURE };
struct call_event {             /* something that a line of the program did */
	enum call_kind_of kind;
	int64_t time_ns, thread;
	int64_t callsite;
	size_t node;            /* of the call site; 0: not known */
	uint64_t line;          /* site_tree_line(); of an allocation 0 */
	int64_t op, type;       /* of an op */
	bool failed;            /* an op that was not launched */
	bool is_replay;
	/* of an allocation that the operation itself frees: when. Until then all of its thread is of one call.
	 * 0: of others */
	int64_t inside_until_ns;
};

struct capture {                /* of launches, on whatever device */
	int64_t from_ns, to_ns; /* INT64_MAX: it did not end */
};

struct run_story {
	int64_t run;
	bool died;              /* what would have come next is not known */
	struct site_tree sites;
	struct lifetime *lifetimes;     /* by time */
	size_t lifetime_count, lifetime_capacity;
	struct call_event *calls;       /* by time */
	size_t call_count, call_capacity;
	struct asks asks;
	struct table sized;             /* ops whose programs are as large as such an answer allowed, */
	struct table sized_types;       /* and their types, strings of the run; 0: one is not known */
	struct capture *captures;       /* by time; none begins before the one before has ended */
	size_t capture_count, capture_capacity;
	struct table call_of_op;        /* op -> index in calls + 1 */
};

/* Ends the program if memory runs out. Free with run_story_free(). */
void run_story_read(struct run_story *s, sqlite3 *db, int64_t run);
void run_story_free(struct run_story *s);

#endif
