/*
 * Compares what ttnn.dump_device_memory_state wrote with the trace: each figure of a bank, and each of its
 * blocks.
 *
 * Must not know: how rows are printed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include "database.h"
#include "readable.h"
#include "reconcile_rows.h"
#include "statement.h"
#include "xalloc.h"

static const char *const whats[] = {"allocatable", "allocated", "free", "largest free"};

/* What a bank, or all of them, should be reported with; UINT64_MAX: not known. */
static uint64_t recorded(const struct recorded_bank *b, const struct report_figure *f)
{
	uint64_t times = f->scope == SCOPE_DEVICE ? b->count : 1, one = UINT64_MAX;

	if (b->begin == UINT64_MAX || b->end == UINT64_MAX || times == UINT64_MAX)
		return UINT64_MAX;
	switch (f->what) {
	case WHAT_ALLOCATABLE: one = b->end - b->begin; break;
	case WHAT_ALLOCATED: one = b->allocated; break;
	case WHAT_LARGEST_FREE: one = b->largest; break;
	case WHAT_FREE: one = b->allocated <= b->end - b->begin ? b->end - b->begin - b->allocated
		: UINT64_MAX; break;
	}
	return one == UINT64_MAX || (one && times > UINT64_MAX / 2 / one) ? UINT64_MAX : one * times;
}

/* Why a figure of a bank differs. */
static const char *why_figure(const struct recorded_bank *b, const struct report_figure *f,
	const struct memory_report *report)
{
	if (f->what == WHAT_ALLOCATABLE)
		return "the report is about a bank of another size: another device, or sub-devices with "
			"memory of their own";
	if (b->per_core)
		return "some buffers have addresses of their own on each core, which have other allocators";
	return report->form == REPORT_BLOCKS ? "see which blocks differ"
		: "detailed_memory_usage.csv of the same moment has the blocks";
}

/* A release may mean by the total free space what it says: see dump_summaries.c. */
static bool is_really_free(const struct recorded_bank *b, const struct report_figure *f)
{
	struct report_figure free_bytes = *f;

	free_bytes.what = WHAT_FREE;
	return f->scope == SCOPE_DEVICE && f->what == WHAT_LARGEST_FREE && recorded(b, f) != f->bytes &&
		recorded(b, &free_bytes) / f->unit == f->bytes / f->unit;
}

static void figures(struct reconciliation *r, const struct recorded_state *s,
	const struct memory_report *report, const char *name)
{
	for (size_t i = 0; i < report->figure_count; i++) {
		struct report_figure f = report->figures[i];
		const struct recorded_bank *b = &s->banks[f.memory];
		struct compared_row row;

		if (is_really_free(b, &f))
			f.what = WHAT_FREE;
		row = compared_row(name, f.scope == SCOPE_BANK ? "bank" : "device", bank_names[f.memory],
			whats[f.what]);
		row.reported_bytes = f.bytes;
		row.recorded_bytes = recorded(b, &f);
		row.unit = f.unit;
		if (compared_differs(&row))
			row.note = why_figure(b, &f, report);
		else if (row.recorded_bytes == UINT64_MAX)
			row.note = "the trace does not say how large these banks are";
		write_figure(r, s, &row);
	}
}

/* ---- blocks ---- */

static int by_address(const void *a, const void *b)
{
	const struct report_block *p = a, *q = b;

	if (p->address != q->address)
		return p->address < q->address ? -1 : 1;
	return (p->bytes > q->bytes) - (p->bytes < q->bytes);
}

/* Blocks of one memory, by their addresses on the bank; returns how many. The caller frees. */
static size_t blocks_of(const struct memory_report *report, int kind, uint64_t base,
	struct report_block **out)
{
	size_t n = 0;

	*out = xarray(report->block_count + 1, sizeof(**out));
	for (size_t i = 0; i < report->block_count; i++)
		if (report->blocks[i].memory == (enum report_memory)kind) {
			(*out)[n] = report->blocks[i];
			(*out)[n++].address += base;
		}
	if (n)
		qsort(*out, n, sizeof(**out), by_address);
	return n;
}

/* What the trace has at an address at other times. */
static void why_only_reported(const struct recorded_state *s, int kind, uint64_t address, char *note,
	size_t room)
{
	enum { FREED_NS, NEXT_NS };             /* columns of reported_last_there.sql */
	sqlite3_stmt *q = statement_kept(s->db, "reported_last_there");
	uint64_t freed = UINT64_MAX, next = UINT64_MAX;

	bind_named(q, ":run", s->at.run);
	bind_named(q, ":handle", s->at.handle);
	bind_named_text(q, ":kind", bank_names[kind]);
	bind_named(q, ":address", address);
	bind_named(q, ":time_ns", s->at.time_ns);
	if (database_next(q)) {
		freed = column_number(q, FREED_NS);
		next = column_number(q, NEXT_NS);
	}
	statement_let_go(q);
	if (freed <= s->at.time_ns)
		snprintf(note, room, "in the trace the last buffer there was freed %.3f ms before",
			(double)(s->at.time_ns - freed) / 1e6);
	else if (next != UINT64_MAX)
		snprintf(note, room, "in the trace a buffer is allocated there %.3f ms later",
			(double)(next - s->at.time_ns) / 1e6);
	else
		snprintf(note, room, "the trace never has a buffer there");
}

static void owner(const struct holder *h, char *note, size_t room)
{
	char op[100];

	readable(op, sizeof(op), h->op ? h->op : "");
	snprintf(note, room, "buffer %" PRIu64 "%s%s", h->buffer, *op ? " of " : "", op);
}

static void why_only_recorded(const struct recorded_state *s, const struct holder *h, char *note,
	size_t room)
{
	char whose[150];

	owner(h, whose, sizeof(whose));
	if (h->on_cores)
		snprintf(note, room, "%s has addresses of its own on each core", whose);
	else if (s->at.took_ns != UINT64_MAX && s->at.time_ns - h->alloc_ns <= s->at.took_ns)
		snprintf(note, room, "%s was allocated while the report was written", whose);
	else
		snprintf(note, room, "%s lives in the trace, and the report has no block there", whose);
}

/* b, h: those at one address; NULL: there is none. */
static void block_row(struct reconciliation *r, const struct recorded_state *s, int kind,
	const struct report_block *b, const struct holder *h, const char *name)
{
	struct compared_row row = compared_row(name, "block", bank_names[kind], "block");
	char note[300];

	row.address = b ? b->address : h->address;
	row.reported_bytes = b ? b->bytes : 0;
	row.recorded_bytes = h ? h->bytes : 0;
	row.note = note;
	if (!h)
		why_only_reported(s, kind, row.address, note, sizeof(note));
	else if (!b)
		why_only_recorded(s, h, note, sizeof(note));
	else
		owner(h, note, sizeof(note));
	r->compared.blocks++;
	r->compared.blocks_differ += compared_differs(&row);
	write_compared(r, s, &row);
}

static void blocks(struct reconciliation *r, const struct recorded_state *s,
	const struct memory_report *report, int kind, const char *name)
{
	const struct recorded_bank *bank = &s->banks[kind];
	const struct holders *live = &bank->live;
	struct report_block *list;
	size_t count = blocks_of(report, kind, bank->base, &list), i = 0, k = 0;

	while (i < count || k < live->count) {
		const struct holder *h = k < live->count ? &live->at[k] : NULL;
		const struct report_block *b = i < count ? &list[i] : NULL;

		if (h && (h->address < bank->begin || h->address >= bank->end)) {
			k++;                    /* another allocator's */
			continue;
		}
		if (h && b && h->address != b->address) {
			h = h->address < b->address ? h : NULL;
			b = h ? NULL : b;
		}
		block_row(r, s, kind, b, h, name);
		k += h != NULL;
		i += b != NULL;
	}
	free(list);
}

void reconcile_dump(struct reconciliation *r, const struct recorded_state *s,
	const struct memory_report *report, const char *name)
{
	figures(r, s, report, name);
	for (int kind = 0; kind < BANK_KINDS; kind++)
		if (report->has_blocks[kind] && s->banks[kind].base != UINT64_MAX)
			blocks(r, s, report, kind, name);
}
