/*
 * Has the kernel answer this process's own calls that write files as a file system in trouble does:
 * a seccomp filter hands them to a thread, which refuses them, writes a part or lets them go on.
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

/* From now on in all threads. 0, or -1: not possible here. */
int refusing_begin(void);
/*
 * Calls of this kind that take a file whose name ends so beyond `room` bytes fail with this error;
 * 0: they go on. The next `times` only, if not 0.
 */
void refuse(enum refused_call call, const char *ending, int error, uint64_t room, unsigned times);
/* Writes take half of what they are given. */
void refuse_halves(int on);
/* What is written after a half fails with this error; 0: it goes on. */
void refuse_after_halves(int error);
/* Reserving gives a file its size, but no blocks: so do file systems that only promise. */
void refuse_blocks(void);
/* Writes wait until it is turned off. */
void refuse_hold(int on);
/* Calls that were seen so far. */
unsigned refused_calls_seen(enum refused_call call);

#endif
