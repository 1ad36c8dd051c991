/*
 * The trace and the live file of a recording, opened in the descriptor table of the caller.
 *
 * Must not know: what events mean.
 */
#ifndef L1TR_CREATION_H
#define L1TR_CREATION_H

#include "recording.h"

/* Creates the trace, and a live file with one empty ring. False: a warning was printed. */
bool l1tr_create(struct l1tr_recording *r);
/* Creates a live file again, after the end. */
bool l1tr_create_again(struct l1tr_recording *r);
/* Removes both files; the live file only. */
void l1tr_remove(struct l1tr_recording *r);
void l1tr_remove_live(struct l1tr_recording *r);
/* Fills in the first record of the trace, with its blob. Called by the creator of the recording. */
void l1tr_beginning(const struct l1tr_recording *r, struct l1t_record *record);

#endif
