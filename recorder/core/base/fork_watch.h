/*
 * What is known of the fork that made this process.
 *
 * Must not know: what is recorded.
 */
#ifndef L1TR_FORK_WATCH_H
#define L1TR_FORK_WATCH_H

#include <stdbool.h>
#include <stdint.h>

/* CLOCK_MONOTONIC of the fork; not of one that lost locks. */
int64_t l1tr_fork_moment_ns(void);
/*
 * This process was made by _Fork or a bare clone: other threads of its parent may have held locks
 * of malloc or of libc, which nobody gives back here. No thread is to be started, nothing to be
 * allocated.
 */
bool l1tr_fork_lost_locks(void);

#endif
