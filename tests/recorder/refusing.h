/*
 * Makes the kernel answer this process's own file-writing calls like a file system in trouble: a
 * seccomp filter hands them to a thread, which refuses them, writes a part, or lets them continue.
 *
 * Must not know: who calls, and why.
 */
#ifndef REFUSING_H
#define REFUSING_H

#include <stdint.h>

enum refused_call {
	REFUSE_WRITE,           /* pwrite64 */
	REFUSE_RESERVE,         /* fallocate */
	REFUSE_TRUNCATE,        /* ftruncate */
	REFUSE_CALLS,
};

/* Begins in all threads. 0, or -1: not possible here. */
int refusing_begin(void);
/*
 * Calls of this kind on a file whose name ends in `ending`, beyond `room` bytes, fail with this
 * error; 0: they succeed. Only the next `times` calls, if not 0.
 */
void refuse(enum refused_call call, const char *ending, int error, uint64_t room, unsigned times);
/* Every write writes half of its bytes. */
void refuse_halves(int on);
/* A write that continues after a half fails with this error; 0: it succeeds. */
void refuse_after_halves(int error);
/* Reserving gives a file its size, but no blocks, as in file systems that allocate later. */
void refuse_blocks(void);
/* Writes wait until this is turned off. */
void refuse_hold(int on);
/* Number of calls seen so far. */
unsigned refused_calls_seen(enum refused_call call);

#endif
