/*
 * Where buffers began that have ended: which one was the last at an address, if nothing has lived there
 * since.
 *
 * Must not know: which buffers live, uses, rows.
 */
#ifndef FREED_ADDRESSES_H
#define FREED_ADDRESSES_H

#include <stdbool.h>
#include "id_map.h"
#include "l1t_record.h"

struct freed_addresses {        /* of one device; empty when all zeros */
	struct table at;        /* by address and memory */
	bool other[2];          /* L1, DRAM: something else is allocated there, which has no address here */
};
struct freed_buffer {
	uint64_t id, type, address, bytes;
	uint64_t op;            /* number of ops when it ended */
	bool told;
};

void freed_addresses_free(struct freed_addresses *f);
/* A buffer was allocated, of whatever type. */
void freed_addresses_allocated(struct freed_addresses *f, const struct l1t_alloc *a);
/* A buffer ended. Of very many addresses the first are kept. */
void freed_addresses_ended(struct freed_addresses *f, const struct l1t_alloc *a, uint64_t op);
/*
 * The buffer of L1 or DRAM that was the last to begin at an address, and was freed; NULL: there is none, or
 * it is not sure that nothing lives there. The caller knows that no buffer with an address does.
 */
struct freed_buffer *freed_addresses_at(const struct freed_addresses *f, uint64_t address, bool dram);

#endif
