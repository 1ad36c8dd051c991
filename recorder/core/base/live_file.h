/*
 * The live file with its rings, in the table of descriptors of whoever calls.
 *
 * Must not know: how rings are filled or drained.
 */
#ifndef L1TR_LIVE_FILE_H
#define L1TR_LIVE_FILE_H

#include "recording.h"

/* The live file with its header, no rings yet. 0, or -1 with errno. */
int l1tr_live_create(struct l1tr_recording *r);
/* One more ring, free to be taken. Likewise. `for_once`: the file is opened for that alone. */
int l1tr_live_add_ring(struct l1tr_recording *r, bool for_once);
/* From now on ticks mean this. By the writer only. */
void l1tr_live_set_line(struct l1tr_recording *r, const struct l1t_anchor *line);
/* In a child: what was inherited becomes private memory that nobody looks at. */
void l1tr_live_disown(struct l1tr_recording *r);
/* Whether the file is as long as it was made. */
bool l1tr_live_is_whole(struct l1tr_recording *r);
/* Whether a page of it lies there. */
bool l1tr_live_holds(const struct l1tr_recording *r, const void *address);
/* Memory instead of the file, under all rings and the header: see bus.h. */
bool l1tr_live_cover(struct l1tr_recording *r);

#endif
