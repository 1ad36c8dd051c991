/*
 * What uses each buffer: launches, replays and the host, by the words (addresses) that are
 * recorded.
 *
 * Must not know: which buffer a word means, bytes of cores, rows.
 */
#ifndef LOAD_USES_H
#define LOAD_USES_H

#include <stdbool.h>
#include "buffer_users.h"

struct uses;
/* Free with uses_free(). */
struct uses *uses_new(struct use_listener l);
void uses_free(struct uses *u);
/* Begins a run: forgets the run before. */
void uses_begin(struct uses *u);
/* Call for each record, after accounting_record(). `op`: accounting_last_op(). */
void uses_record(struct uses *u, const struct l1t_record *r, uint64_t op);

/* A lifetime ends; *out gets its uses. False: its allocation was not seen. Does not check whether
 * the trace has uses at all. */
bool uses_end(struct uses *u, const struct l1t_alloc *a, struct use_summary *out);

/* The next buffer that a launch or the host used after its end; false: there is none. Ask after each
 * record. */
bool uses_after_free(struct uses *u, struct used_after_free *out);

#endif
