/*
 * What captures remember. Launches share a snapshot of the buffers until a buffer changes, and a
 * program's footprint until the program is placed again.
 *
 * Must not know: how regions were placed, what a replay uses.
 */
#include <stdlib.h>
#include "accounting_state.h"
#include "captures.h"
#include "core_classes.h"
#include "footprints.h"
#include "grown_array.h"
#include "range_counts.h"
#include "work_allowance.h"
#include "write_sets.h"
#include "xalloc.h"

static struct range *copy_ranges(const struct range_counts *s, size_t *count)
{
	struct range *ranges = xarray(range_counts_ranges_max(s), sizeof(*ranges));

	work_spend_each(s->count, 5);
	*count = range_counts_ranges(s, ranges);
	/* there may be far more edges than ranges, and a snapshot lives as long as its trace */
	return xrealloc(ranges, *count, sizeof(*ranges));
}

static void snapshot_let_go(struct snapshot *s)
{
	if (!s || --s->refs)
		return;
	free(s->l1);
	free(s->small);
	free(s->extra);
	free(s);
}

static struct snapshot *snapshot_new(const struct cohort *c)
{
	struct snapshot *s = xcalloc(1, sizeof(*s));

	s->refs = 1;
	s->version = c->version;
	s->l1 = copy_ranges(&c->lockstep.l1, &s->l1_count);
	s->small = copy_ranges(&c->lockstep.small, &s->small_count);
	s->extra = xarray(c->extra_count, sizeof(*s->extra));
	s->extra_count = c->extra_count;
	work_spend_each(s->extra_count, 40);
	if (s->extra_count)
		memcpy(s->extra, c->extra, s->extra_count * sizeof(*s->extra));
	return s;
}

/* The snapshot of the launch before on such a chip if no buffer has changed since, else a new one. */
static struct snapshot *snapshot_of(const struct cohort *c, const struct mesh_trace *t)
{
	for (size_t i = t->count; i-- > 0 && t->count - i <= t->mesh->chips.count + 1 &&
		work_spend(2);) {
		struct snapshot *s = t->launches[i].live;

		if (!s || s->version != c->version)
			continue;
		s->refs++;
		return s;
	}
	return snapshot_new(c);
}

void acc_capture(struct accounting *a, const struct cohort *c, const struct opening *only,
	struct mesh_trace *t, const struct l1t_launch *launch, struct footprint *built)
{
	uint64_t chips = only ? acc_bit(only->info.chip) : c->chips;
	struct snapshot *live;

	/* captures can need far more memory than all else: then reading ends, not the program */
	if (t->count == t->capacity) {
		struct captured *grown = try_grow(t->launches, &t->capacity, sizeof(*grown));

		if (!grown) {
			work_ends_for_memory();
			return;
		}
		t->launches = grown;
	}
	live = snapshot_of(c, t);
	built->refs++;
	t->launches[t->count++] = (struct captured){.chips = chips, .high = c->any->info.chip,
		.openings = a->opening_count, .program = launch->program, .op = a->last_op,
		.name = launch->name, .live = live, .built = built};
	if (!chips)
		acc_capture_dram(a, c->any, t);
	for (; chips; chips &= chips - 1)
		acc_capture_dram(a, a->open_low[__builtin_ctzll(chips)], t);
}

void acc_empty_captures(struct mesh_trace *t)
{
	for (size_t i = 0; i < t->count; i++) {
		snapshot_let_go(t->launches[i].live);
		acc_let_go(t->launches[i].built);
	}
	free(t->launches);
	t->launches = NULL;
	t->count = t->capacity = 0;
	t->split = 0;
	acc_write_set_free(t->written);
	t->written = NULL;
}
