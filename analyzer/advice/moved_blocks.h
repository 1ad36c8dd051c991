/*
 * Moves of buffers in a replay of a run's allocations. A move frees its input, takes its output, and launches
 * nothing where both have the same address; where they overlap its program has regions as large as the
 * buffer, else small ones (TT-Metal's operation `move`). So a change of addresses may change what a move takes.
 *
 * Must not know: why addresses change, rows.
 */
#ifndef MOVED_BLOCKS_H
#define MOVED_BLOCKS_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "allocator_events.h"
#include "id_map.h"

struct moved_blocks {           /* by index of the events, which are `count` + 1; NULL: there are no moves */
	size_t *output;         /* of an allocation: that of the buffer to which it moves, + 1; 0: to none */
	uint64_t *from;         /* of such an output: where its input was + 1; 0: not known */
	unsigned char *was;     /* of an output: see enum move_kind in moved_blocks.c */
	size_t count;
};

/* born: moment of an allocation -> index of its event + 1. Free with moved_blocks_free(). */
struct moved_blocks moved_blocks_read(sqlite3 *db, int64_t run, const struct allocator_events *events,
	const struct table *born);
void moved_blocks_free(struct moved_blocks *m);

/* Does the run move any? */
bool moved_blocks_any(const struct moved_blocks *m);
/* A replay begins. */
void moved_blocks_begin(struct moved_blocks *m);
/* The block of this allocation is given back. */
void moved_blocks_leave(struct moved_blocks *m, size_t event, uint64_t address);
/* The block of this allocation is taken. False: it is moved otherwise than in the replay that is_first. */
bool moved_blocks_come(struct moved_blocks *m, size_t event, uint64_t address, uint64_t bytes, bool is_first);

#endif
