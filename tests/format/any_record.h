/*
 * For tests of the format: records whose fields mean nothing.
 * Must not know: how they are written.
 */
#ifndef ANY_RECORD_H
#define ANY_RECORD_H

#include "l1t_record.h"

/* A random record of any kind but 0; blob points into static memory. */
void random_record(struct l1t_record *r, uint64_t *state);
/* One record of every kind with plain values: what the golden files hold. */
void plain_record(struct l1t_record *r, unsigned kind);

#endif
