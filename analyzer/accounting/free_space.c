/*
 * What each allocator has free after each of its changes. A device has one for L1, one for L1_SMALL
 * and one for DRAM; lockstep buffers take the same bytes of all banks. Bytes that two live buffers
 * share are taken until both are freed.
 *
 * Must not know: cores, programs, why an address was chosen.
 */
#include "accounting_state.h"
#include "free_space.h"
#include "live_buffers.h"
#include "meshes.h"
#include "range_counts.h"
#include "work_allowance.h"

/* The addresses of the mesh's banks of this kind; false: it has none, or they are not known. */
static bool bank(const struct mesh *m, enum space_kind kind, struct range *out)
{
	const struct l1t_device *d = &m->device;
	uint64_t small = d->l1_small_bytes == L1T_UNKNOWN ? 0 : d->l1_small_bytes;
	uint64_t base = d->unreserved_base, l1 = d->l1_bytes, bytes = d->bank_bytes;

	if (kind == SPACE_DRAM) {
		*out = (struct range){d->dram_base, d->dram_base + d->dram_bank_bytes};
		return d->dram_base != L1T_UNKNOWN && d->dram_bank_bytes != L1T_UNKNOWN &&
			out->to > out->from;
	}
	if (kind == SPACE_L1_SMALL) {
		*out = (struct range){l1 - small, l1};
		return l1 != L1T_UNKNOWN && small && small <= l1;
	}
	if (bytes == L1T_UNKNOWN && l1 != L1T_UNKNOWN && l1 >= small && l1 - small >= base)
		bytes = l1 - small - base;
	*out = (struct range){base + (m->given_up < bytes ? m->given_up : bytes), base + bytes};
	return base != L1T_UNKNOWN && bytes != L1T_UNKNOWN && bytes && base + bytes > base;
}

static void add_hole(struct account_space *s, uint64_t from, uint64_t to)
{
	if (from >= to)
		return;
	s->free_bytes += to - from;
	s->holes++;
	if (to - from > s->largest_free_bytes)
		s->largest_free_bytes = to - from;
}

/* Adds the holes between the taken ranges, before the first and after the last. */
static void look(struct account_space *s, const struct range_counts *taken,
	const struct range *bank)
{
	uint64_t from = bank->from;

	work_spend_each(taken->count, 2);
	for (size_t i = 0; i < taken->count; i++) {
		/* the last edge takes nothing, so another edge follows this one */
		if (!taken->at[i].count)
			continue;
		add_hole(s, from, taken->at[i].from < bank->to ? taken->at[i].from : bank->to);
		if (taken->at[i + 1].from > from)
			from = taken->at[i + 1].from;
	}
	add_hole(s, from, bank->to);
}

static void give(struct accounting *a, const struct mesh *m, enum space_kind kind,
	const struct range *bank, const struct live_buffer *l, const char *event, uint64_t moment)
{
	static const char *const kinds[] = {"l1", "l1_small", "dram"};
	struct account_space s = {.device = m->device.device, .kind = kinds[kind],
		.time_ns = a->now_ns, .moment = moment, .event = event,
		.buffer = l ? l->b.alloc.id : L1T_UNKNOWN, .capacity_bytes = bank->to - bank->from};

	look(&s, &m->taken[kind], bank);
	a->sink->space(a->context, &s);
}

void acc_open_spaces(struct accounting *a, const struct mesh *m)
{
	struct range where;

	for (enum space_kind kind = SPACE_L1; a->sink->space && kind < SPACE_KINDS; kind++)
		if (bank(m, kind, &where))
			give(a, m, kind, &where, NULL, "open", L1T_UNKNOWN);
}

void acc_bank(struct accounting *a, const struct l1t_note *n)
{
	struct mesh *m = acc_mesh(a, n->a);
	struct range whole, now;
	uint64_t before;

	if (!m || !m->open)
		return;
	before = m->given_up;
	m->given_up = 0;
	if (!bank(m, SPACE_L1, &whole) || n->b > whole.to - whole.from)
		return;
	m->given_up = whole.to - whole.from - n->b;
	if (a->sink->space && m->given_up != before && bank(m, SPACE_L1, &now))
		give(a, m, SPACE_L1, &now, NULL, "bank", a->moment);
}

void acc_change_space(struct accounting *a, const struct live_buffer *l, int sign)
{
	const struct l1t_alloc *b = &l->b.alloc;
	enum space_kind kind = b->type == L1T_L1_SMALL ? SPACE_L1_SMALL
		: b->type == L1T_DRAM ? SPACE_DRAM : SPACE_L1;
	struct range where;

	/* a closed device has no allocator any more */
	if (!l->mesh->open || (b->flags & L1T_ALLOC_PER_CORE) ||
		b->type == L1T_PERSISTENT || !bank(l->mesh, kind, &where))
		return;
	range_counts_change(&l->mesh->taken[kind], b->address, b->address + b->bytes_per_core, sign);
	give(a, l->mesh, kind, &where, l, sign > 0 ? "alloc" : "free", a->moment);
}

void acc_forget_spaces(struct mesh *m)
{
	for (enum space_kind kind = SPACE_L1; kind < SPACE_KINDS; kind++)
		range_counts_free(&m->taken[kind]);
}
