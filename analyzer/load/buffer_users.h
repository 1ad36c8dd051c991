/*
 * The buffers that live, and what an address means among them: who uses which, for the last time when.
 *
 * Must not know: records of uses, launches, replays.
 */
#ifndef BUFFER_USERS_H
#define BUFFER_USERS_H

#include <stdbool.h>
#include "l1t_record.h"

struct time_of_use {
	uint64_t op;            /* ops so far, this one too */
	uint64_t ns;            /* unknown: it was not used */
};
struct use_summary {            /* of one lifetime */
	uint64_t uses;
	struct time_of_use first, last;
	const char *how;        /* the last one: op, replay, host read, host write */
	uint64_t callsite;      /* of a host's; 0: none, or not known */
	struct time_of_use perhaps;     /* the last that cannot be excluded */
	uint64_t made_for;      /* op that it was allocated for; 0: none, or not known */
	uint64_t ops_before, ops_until_end;     /* ops before it was allocated, and before it ended */
};
struct using {
	struct time_of_use at;
	const char *how;
	uint64_t callsite;
};

struct buffer_users;
struct buffer_users *buffer_users_new(void);
void buffer_users_free(struct buffer_users *u);
/* A device was opened: a launch on it may come before any buffer. */
void buffer_users_device(struct buffer_users *u, uint64_t handle);
/* `ops`: how many there were so far. */
void buffer_users_add(struct buffer_users *u, const struct l1t_alloc *a, uint64_t time_ns,
	uint64_t ops);
/* It ends; what it was used for, but for ops_until_end. False: it is not there. */
bool buffer_users_take(struct buffer_users *u, const struct l1t_alloc *a, struct use_summary *out);
/* It was allocated for this op. */
void buffer_users_made_for(struct buffer_users *u, const struct l1t_alloc *a, uint64_t op);
/* A word of a record of uses, of something on this device. */
void buffer_users_use(struct buffer_users *u, uint64_t handle, uint32_t word,
	const struct using *x);
/* Something was run there that may have used all that lives on the device. */
void buffer_users_unknown(struct buffer_users *u, uint64_t handle, struct time_of_use at);

#endif
