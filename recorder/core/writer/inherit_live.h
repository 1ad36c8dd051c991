/*
 * What lives in a forked child since before the fork.
 *
 * Must not know: how the child's trace is written.
 */
#ifndef L1TR_INHERIT_LIVE_H
#define L1TR_INHERIT_LIVE_H

#include "live_table.h"
#include "recording.h"

/* Called in the child before it drops the inherited recording: remembers whose trace to read. */
void l1tr_inherit_remember(const struct l1tr_recording *r);
/* Puts what was live at the fork into the table. -1: not all of it could be found. */
int l1tr_inherit_live(struct l1tr_live_table *t);
/* Calls `see` with a record for what each of these buffers holds, then forgets that. */
int l1tr_inherit_held(const struct l1tr_live_table *t, l1tr_live_seen *see, void *context);

/*
 * inherit.c: without a writer the thread's ring begins with what its parent defined. What lived is
 * not recorded: reading the parent's trace would allocate.
 */

#endif
