/*
 * Where buffers began that have ended: see freed_addresses.h.
 *
 * Must not know: which buffers live, uses, rows.
 */
#include "freed_addresses.h"
#include "xalloc.h"

enum { ADDRESSES_MAX = 65536 };

static uint64_t key(uint64_t address, bool dram)
{
	return address << 1 | dram;
}

static bool is_dram(uint64_t type)
{
	return type == L1T_DRAM || type == L1T_TRACE;
}

/* Its address is kept, and it is taken for what lives at it. */
static bool is_known(const struct l1t_alloc *a)
{
	return (a->type == L1T_DRAM || a->type == L1T_L1 || a->type == L1T_L1_SMALL) &&
		a->address != L1T_UNKNOWN && a->bytes_per_core != L1T_UNKNOWN &&
		!(a->flags & (L1T_ALLOC_PART | L1T_ALLOC_PER_CORE | L1T_ALLOC_ANNOUNCED));
}

void freed_addresses_free(struct freed_addresses *f)
{
	table_free_values(&f->at);
}

void freed_addresses_allocated(struct freed_addresses *f, const struct l1t_alloc *a)
{
	if (!is_known(a) && a->type != L1T_SYSTEM_MEMORY)
		f->other[is_dram(a->type)] = true;
}

void freed_addresses_ended(struct freed_addresses *f, const struct l1t_alloc *a, uint64_t op)
{
	struct freed_buffer *b;

	if (!is_known(a) || (f->at.count >= ADDRESSES_MAX &&
		!table_get(&f->at, key(a->address, is_dram(a->type)))))
		return;
	b = table_make(&f->at, key(a->address, is_dram(a->type)), sizeof(*b));
	*b = (struct freed_buffer){a->id, a->type, a->address, a->bytes_per_core, op, false};
}

struct freed_buffer *freed_addresses_at(const struct freed_addresses *f, uint64_t address, bool dram)
{
	return f->other[dram] ? NULL : table_get(&f->at, key(address, dram));
}
