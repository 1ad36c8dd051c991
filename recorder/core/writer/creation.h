/*
 * Trace and live file of a recording, in the table of descriptors of whoever calls.
 *
 * Must not know: what events mean.
 */
#ifndef L1TR_CREATION_H
#define L1TR_CREATION_H

#include "recording.h"

/* Trace and live file with one ring, in which nothing is yet. False: a warning was said. */
bool l1tr_create(struct l1tr_recording *r);
/* A live file again, after the end. */
bool l1tr_create_again(struct l1tr_recording *r);
/* What was created goes again; the live file alone. */
void l1tr_remove(struct l1tr_recording *r);
void l1tr_remove_live(struct l1tr_recording *r);
/* The record that comes first, with its blob. By whoever created the recording. */
void l1tr_beginning(const struct l1tr_recording *r, struct l1t_record *record);

#endif
