/*
 * What is known of the fork that made this process.
 *
 * Must not know: what is recorded.
 */
#ifndef L1TR_FORK_WATCH_H
#define L1TR_FORK_WATCH_H

#include <stdbool.h>
#include <stdint.h>

/* CLOCK_MONOTONIC of the fork; for a fork without handlers (_Fork, clone) the time now. */
int64_t l1tr_fork_moment_ns(void);
/*
 * Whether this process was made by _Fork or a bare clone. Other threads of its parent may have held
 * locks of malloc or of libc, which nobody releases here: start no thread and allocate nothing.
 */
bool l1tr_fork_lost_locks(void);

#endif
