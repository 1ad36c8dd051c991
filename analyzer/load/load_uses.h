/*
 * Who uses each buffer: launches, replays and the host, with the words they are recorded with.
 *
 * Must not know: which buffer a word means, bytes of cores, rows.
 */
#ifndef LOAD_USES_H
#define LOAD_USES_H

#include <stdbool.h>
#include "buffer_users.h"

struct uses;
struct uses *uses_new(void);
void uses_free(struct uses *u);
void uses_begin(struct uses *u);
/* A record, after the accounting had it, and the number of its op; 0: it is none. */
void uses_record(struct uses *u, const struct l1t_record *r, uint64_t op);

/* The lifetime ends. False: it was not seen to begin. Whether the trace tells of uses at all is
 * another question. */
bool uses_end(struct uses *u, const struct l1t_alloc *a, struct use_summary *out);

#endif
