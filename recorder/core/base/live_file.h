/*
 * The live file and its rings, opened in the descriptor table of the caller.
 *
 * Must not know: how rings are filled or drained.
 */
#ifndef L1TR_LIVE_FILE_H
#define L1TR_LIVE_FILE_H

#include "recording.h"

/* Creates the live file with its header and no rings. 0, or -1 with errno. */
int l1tr_live_create(struct l1tr_recording *r);
/*
 * Adds one ring, free to be taken. 0, or -1 with errno. `for_once`: opens the file for this call
 * only.
 */
int l1tr_live_add_ring(struct l1tr_recording *r, bool for_once);
/* Sets the line that converts ticks to ns. By the writer only. */
void l1tr_live_set_line(struct l1tr_recording *r, const struct l1t_anchor *line);
/* Called in a child: replaces the inherited mapping by private memory that nobody reads. */
void l1tr_live_disown(struct l1tr_recording *r);
/* Whether the file still has the length it was given. */
bool l1tr_live_is_whole(struct l1tr_recording *r);
/* Whether the address is in a page of the live file. */
bool l1tr_live_holds(const struct l1tr_recording *r, const void *address);
/* Maps memory over the file, under all rings and the header: see bus.h. */
bool l1tr_live_cover(struct l1tr_recording *r);

#endif
