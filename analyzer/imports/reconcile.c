/*
 * Compares a report of any form, and adds rows of what the trace alone knows: see reconcile.h.
 *
 * Must not know: what single reports look like.
 */
#include <stdlib.h>
#include "core_lists.h"
#include "reconcile.h"
#include "work_allowance.h"
#include "xalloc.h"

void reconcile_report(struct reconciliation *r, const struct recorded_state *s,
	const struct memory_report *report, const char *name)
{
	if (report->form == REPORT_COUNTERS)
		reconcile_counters(r, s, report, name);
	else if (report->form == REPORT_CORES)
		reconcile_cores(r, s, report, name);
	else
		reconcile_dump(r, s, report, name);
}

/* ---- what the trace alone has ---- */

static bool same(const struct recorded_core *a, const struct recorded_core *b)
{
	return a->device == b->device && a->buffer_bytes == b->buffer_bytes &&
		a->l1_small_bytes == b->l1_small_bytes && a->persistent_bytes == b->persistent_bytes &&
		a->program_bytes == b->program_bytes && a->kernel_bytes == b->kernel_bytes;
}

static uint64_t plus(uint64_t a, uint64_t b)
{
	return a == UINT64_MAX || b == UINT64_MAX || a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

static uint64_t allocated(const struct recorded_core *c)
{
	return plus(plus(c->buffer_bytes, c->l1_small_bytes), c->persistent_bytes);
}

/* Whether a core holds more than the device's own allocator has given out. */
static bool holds_more(const struct recorded_state *s, const struct recorded_core *c)
{
	uint64_t own = plus(s->banks[BANK_L1].allocated, s->banks[BANK_L1_SMALL].allocated),
		held = plus(c->buffer_bytes, c->l1_small_bytes);

	return own != UINT64_MAX && held != UINT64_MAX && held > own;
}

/* Takes the numbers of a core, or adds them. */
static void add_core(struct compared_row *row, const struct recorded_core *c, bool first)
{
	uint64_t kernels = c->has_run ? c->kernel_bytes : 0;

	if (first)
		row->recorded_bytes = row->program_bytes = row->kernel_bytes = 0;
	row->recorded_bytes = plus(row->recorded_bytes, allocated(c));
	row->program_bytes = plus(row->program_bytes, c->program_bytes);
	row->kernel_bytes = plus(row->kernel_bytes, kernels);
	row->total_bytes = plus(row->recorded_bytes, row->program_bytes);
}

/* A row for each set of cores of a chip, of [from, to), that hold the same. */
static void core_rows(struct reconciliation *r, const struct recorded_state *s, size_t from, size_t to)
{
	const unsigned core_ns = 20;
	bool *done = xcalloc(to - from + 1, sizeof(*done));
	struct core_list list = {.at = xarray(to - from + 1, sizeof(*list.at))};

	for (size_t i = from; i < to; i++) {
		struct compared_row row = compared_row(NULL, "core", NULL, "in use");
		char *cores;

		if (done[i - from])
			continue;
		list.count = 0;
		for (size_t k = i; k < to && work_spend(core_ns); k++)
			if (!done[k - from] && same(&s->cores[i], &s->cores[k])) {
				done[k - from] = true;
				list.at[list.count++] = (struct core_at){s->cores[k].x, s->cores[k].y};
			}
		row.device = s->cores[i].device;
		add_core(&row, &s->cores[i], true);
		row.cores = cores = core_list_text(&list);
		write_compared(r, s, &row);
		free(cores);
	}
	free(done);
	free(list.at);
}

void reconcile_in_use(struct reconciliation *r, const struct recorded_state *s)
{
	for (size_t from = 0, to; from < s->core_count; from = to) {
		struct compared_row all = compared_row(NULL, "device", NULL, "in use"),
			bank = compared_row(NULL, "bank", NULL, "in use"), one;
		bool fullest = true;

		for (to = from; to < s->core_count && s->cores[to].device == s->cores[from].device; to++) {
			add_core(&all, &s->cores[to], to == from);
			r->compared.others |= holds_more(s, &s->cores[to]);
			one = bank;
			add_core(&one, &s->cores[to], true);
			if (fullest || (one.total_bytes != UINT64_MAX && one.total_bytes > bank.total_bytes))
				bank = one;
			fullest = false;
		}
		all.device = bank.device = s->cores[from].device;
		bank.note = "of the fullest core";
		write_compared(r, s, &bank);
		write_compared(r, s, &all);
		core_rows(r, s, from, to);
	}
}
