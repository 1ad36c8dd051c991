/*
 * Work in a child process, on a copy of all that the parent knows: what it finds it writes into
 * memory that both share. It may take long, run out of memory or crash; the parent goes on
 * meanwhile.
 *
 * Must not know: what the work is.
 */
#ifndef BACKGROUND_H
#define BACKGROUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct background {
	pid_t pid;              /* 0: no work is under way */
	uint64_t began_ns, took_ns;     /* by clock_ns() */
	void *shared;           /* what the child writes */
	size_t bytes;
};

enum background_state { BACKGROUND_IDLE, BACKGROUND_BUSY, BACKGROUND_DONE, BACKGROUND_FAILED };

/* CLOCK_MONOTONIC. */
uint64_t clock_ns(void);
/* Makes shared memory of this size, all zeros. False: there is none. */
bool background_new(struct background *b, size_t bytes);
void background_free(struct background *b);
/* Has a child do the work, one at a time. It may not write to the terminal, and its memory is its
 * own but for `shared`. False: no process can be made now. */
bool background_start(struct background *b, void (*work)(void *context, void *shared),
	void *context);
/* DONE or FAILED once for each start. Work that takes longer than `most_ns` is ended, and failed.
 * */
enum background_state background_look(struct background *b, uint64_t most_ns);

#endif
