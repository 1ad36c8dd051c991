/*
 * Sleeping on a word of memory, and waking the threads that sleep on it.
 *
 * Must not know: what for.
 */
#ifndef L1TR_FUTEX_H
#define L1TR_FUTEX_H

#include <linux/futex.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Returns when woken, after `ns`, on a signal, or at once when *word is not `seen`. */
static inline void l1tr_futex_wait(_Atomic uint32_t *word, uint32_t seen, int64_t ns)
{
	struct timespec t = {ns / 1000000000, ns % 1000000000};

	syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, seen, &t, NULL, 0);
}

static inline void l1tr_futex_wake_one(_Atomic uint32_t *word)
{
	syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

static inline void l1tr_futex_wake_all(_Atomic uint32_t *word)
{
	syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, INT32_MAX, NULL, NULL, 0);
}

#endif
