/*
 * Compares circular buffers of single cores with the regions of the program that ran there last.
 *
 * Must not know: how rows are printed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "core_lists.h"
#include "database.h"
#include "grown_array.h"
#include "live_at.h"
#include "reconcile_rows.h"
#include "statement.h"
#include "work_allowance.h"
#include "xalloc.h"

/* Regions of the programs of a state, loaded when they are asked for. */
struct placed {
	uint64_t program, ran_ns, device;
	struct live_regions regions;
};
struct placed_programs {
	struct placed *at;
	size_t count, capacity;
};

static const struct live_regions *regions_of(struct placed_programs *all, const struct recorded_state *s,
	const struct recorded_core *c)
{
	struct instant at = {.run = s->at.run, .time_ns = s->at.time_ns, .moment = UINT64_MAX,
		.handle = s->at.handle, .device = c->device, .program = c->program, .placed_ns = c->ran_ns};
	struct placed *p;

	for (size_t i = all->count; i-- > 0;)
		if (all->at[i].program == c->program && all->at[i].ran_ns == c->ran_ns &&
			all->at[i].device == c->device)
			return &all->at[i].regions;
	GROW(all->at, all->count, all->capacity);
	p = &all->at[all->count++];
	*p = (struct placed){.program = c->program, .ran_ns = c->ran_ns, .device = c->device};
	live_regions_load(&p->regions, s->db, &at, NULL);
	return &p->regions;
}

static void placed_free(struct placed_programs *all)
{
	for (size_t i = 0; i < all->count; i++)
		live_regions_free(&all->at[i].regions);
	free(all->at);
}

uint64_t recorded_cb_bytes(const struct recorded_state *s, const char *chips)
{
	const unsigned look_ns = 100;
	struct placed_programs all = {0};
	uint64_t sum = 0;

	for (size_t i = 0; i < s->core_count; i++) {
		const struct recorded_core *c = &s->cores[i];
		const struct live_regions *r;
		char chip[30], list[400];

		snprintf(chip, sizeof(chip), ",%" PRIu64 ",", c->device);
		snprintf(list, sizeof(list), ",%s,", chips);
		if (!strstr(list, chip))
			continue;
		if (c->program == UINT64_MAX) {
			if (c->has_run && c->program_bytes)     /* a replay */
				sum = UINT64_MAX;
			continue;
		}
		r = regions_of(&all, s, c);
		for (size_t k = 0; k < r->count && work_spend(look_ns); k++)
			if (sum != UINT64_MAX && !strcmp(r->at[k].kind, "cb") && !r->at[k].alias &&
				core_text_has(r->at[k].cores, c->x, c->y))
				sum += r->at[k].bytes;
	}
	placed_free(&all);
	return sum;
}

static const struct recorded_core *core_at(const struct recorded_state *s, uint64_t x, uint64_t y)
{
	for (size_t i = 0; i < s->core_count; i++)
		if (s->cores[i].device == s->device && s->cores[i].x == x && s->cores[i].y == y)
			return &s->cores[i];
	return NULL;
}

/* A circular buffer with several indices is listed under the lowest. */
static uint64_t lowest_index(const struct recorded_state *s, uint64_t program, uint64_t index)
{
	sqlite3_stmt *q = statement_kept(s->db, "reported_other_indices");
	uint64_t lowest = index;

	bind_named(q, ":run", s->at.run);
	bind_named(q, ":program", program);
	bind_named(q, ":idx", index);
	if (database_next(q))
		lowest = column_number(q, 0);
	statement_let_go(q);
	return lowest;
}

/* The region with this index on a core; NULL. *others: regions there that are no circular buffers. */
static const struct live_region *find(const struct live_regions *r, const struct recorded_core *c,
	uint64_t index, size_t *others)
{
	const struct live_region *found = NULL;

	*others = 0;
	for (size_t i = 0; i < r->count; i++) {
		if (!core_text_has(r->at[i].cores, c->x, c->y))
			continue;
		if (strcmp(r->at[i].kind, "cb"))
			++*others;
		else if (r->at[i].idx == index)
			found = &r->at[i];
	}
	return found;
}

/* Fills in what the trace has of the buffer, and what is to be said of it. */
static void look_up(struct compared_row *row, struct placed_programs *all,
	const struct recorded_state *s, const struct report_figure *f)
{
	const struct recorded_core *c = core_at(s, f->core_x, f->core_y);
	const struct live_region *one;
	const struct live_regions *r;
	size_t others;

	if (!c || !c->has_run || c->program == UINT64_MAX) {
		row->note = !c ? "the chip has no such worker core" : !c->has_run
			? "nothing had run on this core" : "a replay ran here last, or the program is gone";
		row->recorded_bytes = c && !c->has_run ? 0 : UINT64_MAX;
		return;
	}
	r = regions_of(all, s, c);
	one = find(r, c, f->index, &others);
	if (!one)
		one = find(r, c, lowest_index(s, c->program, f->index), &others);
	row->recorded_bytes = one ? one->bytes : 0;
	row->program_bytes = one ? one->alias ? 0 : one->bytes : UINT64_MAX;
	row->address = one ? one->address : UINT64_MAX;
	if (!one)
		row->note = others ? "the program there has dataflow buffers or scratchpads, which have no "
			"such numbers" : "the program there has no such circular buffer";
	else if (one->alias)
		row->note = "it lies in an L1 buffer and takes nothing of its own";
	else if (compared_differs(row))
		row->note = "that program placed it with another size";
}

void reconcile_cores(struct reconciliation *r, const struct recorded_state *s,
	const struct memory_report *report, const char *name)
{
	const unsigned look_ns = 5000;
	struct placed_programs all = {0};
	char what[40], cores[60];

	for (size_t i = 0; i < report->figure_count && work_spend(look_ns); i++) {
		const struct report_figure *f = &report->figures[i];
		struct compared_row row = compared_row(name, "core", "cb", what);

		snprintf(what, sizeof(what), "CB%" PRIu64, f->index);
		snprintf(cores, sizeof(cores), "%" PRIu64 ",%" PRIu64 "-%" PRIu64 ",%" PRIu64, f->core_x,
			f->core_y, f->core_x, f->core_y);
		row.cores = cores;
		row.reported_bytes = f->bytes;
		row.unit = f->unit;
		look_up(&row, &all, s, f);
		write_figure(r, s, &row);
	}
	placed_free(&all);
}
