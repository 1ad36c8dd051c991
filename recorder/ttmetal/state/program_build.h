/*
 * Whether a thread is building an operation's program: what is allocated meanwhile is the
 * program's, not the user's.
 *
 * Must not know: buffers, programs.
 *
 * ttnn allocates an operation's results, then asks the device for its program cache. If the program
 * is not in it, ttnn builds one, with its tables in L1_SMALL; then it enqueues the program. So the
 * build begins when an operation's code last asks for the cache, and ends at the end of the
 * enqueue. An operation may also fail with an exception that passes no hook: then Python continues,
 * or a hook is called from a frame outside of the one that asked.
 */
#ifndef TTM_PROGRAM_BUILD_H
#define TTM_PROGRAM_BUILD_H

#include <stdbool.h>

/* An operation asked for the cache; `frame`: the hook's. */
void ttm_making_begins(const void *return_address, const void *frame);
void ttm_making_ends(void);
/* `frame`: of the calling hook. */
bool ttm_making(const void *frame);

#endif
