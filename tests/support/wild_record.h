/*
 * For tests: records nobody would write.
 *
 * Must not know: who listens.
 */
#ifndef WILD_RECORD_H
#define WILD_RECORD_H

#include "l1t_record.h"

/* Time and thread are the caller's. The blob is valid until the next call. */
struct l1t_record wild_record(uint64_t *state);

#endif
