/*
 * The live buffers, and which of them an address belongs to: what used each buffer, and when last.
 *
 * Must not know: records of uses, launches, replays.
 */
#ifndef BUFFER_USERS_H
#define BUFFER_USERS_H

#include <stdbool.h>
#include "l1t_record.h"

struct time_of_use {
	uint64_t op;            /* number of ops so far, with this one */
	uint64_t ns;            /* L1T_UNKNOWN: not used */
};
struct use_summary {            /* the uses of a buffer in one lifetime */
	uint64_t uses;
	struct time_of_use first, last;
	const char *how;        /* the last use: op, replay, host read, host write, view; NULL: none */
	uint64_t callsite;      /* of the last use, if by the host; 0: none, or not known */
	struct time_of_use perhaps;     /* the last possible use */
	uint64_t made_for;      /* op that it was allocated for; 0: none, or not known */
	/* The last use that is no replay's, whose words may mean what was there at its capture. */
	struct time_of_use direct;
	bool direct_by_host;
	uint64_t wanted_by;     /* the last failed launch that would have used it; 0: none */
	uint64_t ops_before, ops_until_end;     /* number of ops before its begin and its end */
};
/* A buffer that was used when it had ended. */
struct used_after_free {
	uint64_t handle, id, type, address, bytes;
	struct time_of_use at;
};
/* One use, of whatever buffer. */
struct using {
	struct time_of_use at;
	const char *how;
	uint64_t callsite;      /* of the host's */
	const struct l1t_launch *launch;        /* of an op's; else NULL */
};
/* Who is told of each use that is sure; made: by the op that the buffer was allocated for. */
struct use_listener {
	void (*used)(void *context, const struct l1t_alloc *a, const struct using *x, bool made);       /* or NULL */
	void *context;
};

struct buffer_users;
/* Free with buffer_users_free(). */
struct buffer_users *buffer_users_new(struct use_listener l);
void buffer_users_free(struct buffer_users *u);
/* A device was opened. A launch on it may be recorded before any buffer. */
void buffer_users_device(struct buffer_users *u, uint64_t handle);
/* A buffer was allocated. `ops`: number of ops so far. */
void buffer_users_add(struct buffer_users *u, const struct l1t_alloc *a, uint64_t time_ns,
	uint64_t ops);
/* A buffer ends when there were so many ops: removes it; *out gets its uses, except ops_until_end. False:
 * there is no such buffer. */
bool buffer_users_take(struct buffer_users *u, const struct l1t_alloc *a, uint64_t ops,
	struct use_summary *out);
/* The next buffer that was used after its end, once each; false: there is none. */
bool buffer_users_after_free(struct buffer_users *u, struct used_after_free *out);
/* The buffer was allocated for this op. */
void buffer_users_made_for(struct buffer_users *u, const struct l1t_alloc *a, uint64_t op);
/* Something on this device used what `word` names: a word of a L1T_USES record. */
void buffer_users_use(struct buffer_users *u, uint64_t handle, uint32_t word,
	const struct using *x);
/* A launch that failed, `op`, would have used what `word` names. */
void buffer_users_want(struct buffer_users *u, uint64_t handle, uint32_t word, uint64_t op);
/* Something ran on the device that may have used every buffer that is live there. */
void buffer_users_unknown(struct buffer_users *u, uint64_t handle, struct time_of_use at);

#endif
