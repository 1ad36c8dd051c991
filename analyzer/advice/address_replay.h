/*
 * A run's allocations under the runtime's own rule, with some buffers freed at another time, moved, or
 * never taken: which failures would not happen, which op that ran would fail, how much room is left, and
 * which op that asked how much is free gets another answer, and whether a buffer is moved otherwise.
 *
 * Must not know: why they are changed, rows.
 */
#ifndef ADDRESS_REPLAY_H
#define ADDRESS_REPLAY_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "allocator_events.h"
#include "allocators.h"
#include "asks.h"
#include "id_map.h"
#include "moved_blocks.h"

struct address_replay {
	struct allocator_events events;
	struct table born;      /* moment of an allocation -> index of its event + 1 */
	struct table held;      /* handle and kind -> see address_replay.c */
	uint64_t *address;      /* by event of an allocation: where its block is + 1; 0: nowhere */
	/* NULL: a replay without changes gives every recorded address and failure. Else why not. */
	const char *unknown;
	size_t failures;        /* that it gives */
	const struct asks *asks;
	struct answer *answers; /* to each of them, without changes; see address_replay.c */
	struct moved_blocks moved;
	bool small_is_tight;    /* more than half of an L1_SMALL was ever used */
};

/* A buffer of which something is changed; sorted by end_ns. */
enum early_how {
	ENDS_THEN,              /* it is freed then, earlier or later than it was */
	NEVER_TAKEN,
	MOVES_THEN,             /* it is freed and taken again then, and freed when it was */
};
struct early_free {
	uint64_t born;
	int64_t end_ns;
	enum early_how how;
};

struct address_replay_result {
	size_t prevented;       /* failures that do not happen */
	bool fails;             /* something that was placed or launched finds no room */
	int64_t op;             /* the op that would fail; 0: an allocation */
	const struct ask *ask;  /* the first that gets another answer, or may; NULL: none */
	/* An op that cuts its input by the answer gets another one, and may put more into L1_SMALL. Where that
	 * is tight it counts as failing; seen were 1,280 bytes where there had been 1,056. */
	bool slices_otherwise;
	bool moves_otherwise;   /* an op that moves a buffer takes more or less then, or does nothing */
};

/* Free with address_replay_free(). The asks are of this run, and live as long. */
void address_replay_read(struct address_replay *r, sqlite3 *db, int64_t run, const struct asks *asks);
void address_replay_free(struct address_replay *r);
/* Where `unknown` is set all asks after the first change may get another answer, and nothing else is known. */
struct address_replay_result address_replay_with(struct address_replay *r,
	const struct early_free *frees, size_t count);
/* The least headroom of any launch on this device in the last replay; -1: it had none. */
int64_t address_replay_headroom(const struct address_replay *r, int64_t handle);

#endif
