/*
 * Whether the writer thread still exists.
 *
 * Must not know: what it does.
 */
#ifndef L1TR_THREAD_ALIVE_H
#define L1TR_THREAD_ALIVE_H

#include <stdbool.h>

/*
 * Called by the thread before it publishes its id. The end of the thread, of any kind, marks the
 * lock.
 */
void l1tr_thread_alive_hold(void);
/* Makes no system call, since a sandbox may kill for one. */
bool l1tr_thread_alive_lost(void);

#endif
