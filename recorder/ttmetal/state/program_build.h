/*
 * Whether a thread is at making an operation's program: what is allocated meanwhile is the
 * program's, not the user's.
 *
 * Must not know: buffers, programs.
 *
 * ttnn allocates an operation's results, then asks the device for its program cache, and when the
 * program is not in it makes one, tables in L1_SMALL and all; then it enqueues it. So the last time
 * that an operation's code asks for the cache begins the making, and the end of the enqueue ends it.
 * An operation may give up with an exception that passes no hook: then Python goes on, or a hook is
 * reached from a frame outside of the one that asked.
 */
#ifndef TTM_PROGRAM_BUILD_H
#define TTM_PROGRAM_BUILD_H

#include <stdbool.h>

/* The cache was asked for from there; `frame`: the hook's. */
void ttm_making_begins(const void *return_address, const void *frame);
void ttm_making_ends(void);
/* `frame`: of the hook that asks. */
bool ttm_making(const void *frame);

#endif
