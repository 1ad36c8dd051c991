/*
 * Who holds the buffers that are live: call sites, and what each of them holds.
 *
 * Must not know: records, how it is shown.
 */
#ifndef LIVE_OWNERS_H
#define LIVE_OWNERS_H

#include "accounting.h"
#include "snapshot.h"
#include "watch_names.h"

struct live_owners;

struct live_owners *live_owners_new(void);
void live_owners_free(struct live_owners *o);
/* A buffer was allocated (1) or ended (-1). */
void live_owners_change(struct live_owners *o, const struct account_buffer *b, int sign);
/* How many buffers live in L1 and L1_SMALL of a chip. */
uint64_t live_owners_buffers(const struct live_owners *o, const struct watch_names *n, uint64_t chip);
/* Fills in the owners: those on this chip that hold most. */
void live_owners_show(const struct live_owners *o, const struct watch_names *n, uint64_t chip,
	struct snapshot *out);

#endif
