/*
 * Bytes that are allocated twice: see overlaps.h.
 *
 * Must not know: programs.
 */
#include "accounting_state.h"
#include "core_classes.h"
#include "coreset.h"
#include "findings.h"
#include "live_buffers.h"
#include "meshes.h"
#include "overlaps.h"
#include "per_core_buffers.h"
#include "work_allowance.h"

/* True when two buffers of one type reserve the same byte on some core of the chip. */
static bool share(const struct cohort *c, const struct l1t_alloc *x, const struct l1t_alloc *y)
{
	const struct per_core_buffer *ex, *ey;
	struct coreset both;

	if (x->address >= y->address + y->bytes_per_core ||
		y->address >= x->address + x->bytes_per_core)
		return false;
	ex = acc_extra_of(c, x->id, x->type);
	ey = acc_extra_of(c, y->id, y->type);
	/* a buffer on unknown cores, or on none, shares nothing */
	if ((acc_is_per_core(x) && (!ex || coreset_empty(&ex->cores))) ||
		(acc_is_per_core(y) && (!ey || coreset_empty(&ey->cores))))
		return false;
	if (!ex || !ey)
		return true;
	both = coreset_and(&ex->cores, &ey->cores);
	return !coreset_empty(&both);
}

void acc_find_overlap(struct accounting *a, const struct opening *o, const struct live_buffer *l,
	uint64_t lockstep_bytes)
{
	const struct l1t_alloc *b = &l->b.alloc;
	const struct live_buffer *with = NULL;
	uint64_t bytes = 0;

	for (const struct live_buffer *other = a->newest; other; other = other->older) {
		const struct l1t_alloc *y = &other->b.alloc;
		uint64_t from, to;

		if (!work_spend(5 + (other->counted ? other->mesh->chips.count : 0)))
			break;
		if (other == l || !other->counted || y->type != b->type ||
			!acc_covers(other->mesh, o->info.chip) || !share(o->cohort, b, y))
			continue;
		from = y->address > b->address ? y->address : b->address;
		to = y->address + y->bytes_per_core < b->address + b->bytes_per_core
			? y->address + y->bytes_per_core : b->address + b->bytes_per_core;
		if (to - from > bytes)
			bytes = to - from;
		/* two buffers of one allocator are the worse finding */
		if (!with || (with->mesh != l->mesh && other->mesh == l->mesh))
			with = other;
		/* the bytes shared with lockstep buffers are known: the newest one is enough */
		if (with->mesh == l->mesh && !acc_is_per_core(b) && !o->cohort->extra_count)
			break;
	}
	if (with)
		acc_find(a, with->mesh == l->mesh ? FINDING_OVERLAP : FINDING_SUBMESH_OVERLAP,
			o->info.chip, l1t_buffer_of(b), l1t_buffer_of(&with->b.alloc), b->address,
			lockstep_bytes > bytes ? lockstep_bytes : bytes);
}
