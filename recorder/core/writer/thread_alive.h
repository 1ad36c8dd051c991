/*
 * Whether the writer thread is still there.
 *
 * Must not know: what it does.
 */
#ifndef L1TR_THREAD_ALIVE_H
#define L1TR_THREAD_ALIVE_H

#include <stdbool.h>

/* By the thread, before it says its id; it lets go by ending, however it ends. */
void l1tr_thread_alive_hold(void);
/* No system call, which some sandbox may kill for. */
bool l1tr_thread_alive_lost(void);

#endif
