/*
 * Explains one failure: chooses the rows for its kind. See explain.h.
 *
 * Must not know: traces, how rows are printed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "allocator_events.h"
#include "database.h"
#include "exception_text.h"
#include "explain.h"
#include "message.h"
#include "readable.h"
#include "statement.h"

enum { NOTE_BYTES = 600, HOW_BYTES = 340, WAY_BYTES = 160 };

static void nobody(struct explainer *x, const char *note)
{
	struct explanation e = explanation("nobody", NULL);

	e.note = note;
	explain_row(x, &e);
}

/* 1: equal; 0: different; -1: one of the two is unknown. */
static int same(uint64_t a, uint64_t b)
{
	return a == UINT64_MAX || b == UINT64_MAX ? -1 : a == b;
}

/* Makes a DRAM bank's addresses unknown if the holes computed with them are not those that the
 * runtime reported: then the bank lies elsewhere, or the trace lacks buffers. */
static void doubt_bank(struct failure *f, const struct holders *h)
{
	if (f->end != UINT64_MAX && (f->free_bytes != f->end - f->base - holders_bytes(h) ||
		f->largest_free_bytes != holders_hole(h, f->base, f->end)))
		f->base = f->end = UINT64_MAX;
}

static void out_of_memory(struct explainer *x, const struct failure *given)
{
	struct failure bank = *given, *f = &bank;
	struct instant at = failure_instant(given);
	struct holders h = {0};
	uint64_t need = f->bytes_per_bank, hole = f->largest_free_bytes;
	bool is_l1 = f->buffer_kind && !strcmp(f->buffer_kind, "l1");

	x->failure = f;
	holders_load(&h, x->db, &at, f->buffer_kind);
	if (f->buffer_kind && !strcmp(f->buffer_kind, "dram"))
		doubt_bank(f, &h);
	if (is_l1 && allocator_events_have_own_addresses(x->db, (int64_t)f->run) &&
		!holders_any_per_core(&h) && holders_load_elsewhere(&h, x->db, &at) &&
		f->base < f->end && f->end != UINT64_MAX) {
		x->hole_bytes = holders_hole(&h, f->base, f->end);
		hole = x->hole_bytes < hole ? x->hole_bytes : hole;
	}
	if (hole != UINT64_MAX && need != UINT64_MAX)
		x->missing_bytes = need > hole ? need - hole : 0;
	/* with per-core buffers the runtime's numbers are those of one core, and its text does not
	 * name the core */
	if (f->end != UINT64_MAX && !holders_any_per_core(&h))
		x->agrees = same(f->free_bytes, f->end - f->base - holders_bytes(&h));
	explain_buffers(x, &h, f->buffer_kind ? f->buffer_kind : "l1", 0);
	if (f->buffer_kind && !strcmp(f->buffer_kind, "l1_small"))
		explain_small(x);
	else if (is_l1)
		explain_semaphores(x, &h, 0);
	if (!h.count)
		nobody(x, f->end != UINT64_MAX && need <= f->end - f->base
			? "nothing is known to live there"
			: "nothing lives there: it is larger than the whole bank");
	holders_free(&h);
	x->failure = given;
}

/* How regions become smaller: " (..)", or nothing. Rows and scratchpads are as large in any block and on any
 * core. */
static void how_to_shrink(const struct explainer *x, char *out, size_t room)
{
	char how[WAY_BYTES] = "";

	if (x->row_bytes && x->rows_bytes >= x->missing_bytes)
		snprintf(how, sizeof(how), "a page of %s bytes is larger than a tile: a row, if its tensor is in "
			"row-major layout; in TILE_LAYOUT pages are smaller", grouped(x->row_bytes));
	else if (!x->largest_is_scratchpad)
		snprintf(how, sizeof(how), "smaller blocks, more cores");
	if (x->largest[0])
		snprintf(out, room, " (the largest is %s, %s bytes%s%s)", x->largest, grouped(x->largest_bytes),
			how[0] ? "; " : "", how);
	else
		snprintf(out, room, how[0] ? " (%s)" : "%s", how);
}

/* `lowest`: where the lowest buffer begins, of a program that reaches beyond L1; UINT64_MAX: there is none. */
static void shrink_cure(struct explainer *x, const struct failure *f, uint64_t grown, uint64_t lowest)
{
	struct explanation e = explanation("cure", "shrink");
	char note[NOTE_BYTES], how[HOW_BYTES];
	size_t n;

	if (x->missing_bytes == UINT64_MAX || !x->missing_bytes)
		return;
	how_to_shrink(x, how, sizeof(how));
	n = (size_t)snprintf(note, sizeof(note), "make its %s smaller, by %s bytes a core or more in all%s",
		explain_regions_name(f), grouped(x->missing_bytes), how);
	e.bytes_per_core = x->missing_bytes;
	if (grown != UINT64_MAX && grown > lowest && grown - lowest > x->missing_bytes) {
		e.bytes_per_core = grown - lowest;
		snprintf(note + n, sizeof(note) - n, "; by %s to end below the lowest buffer as well, which "
			"begins at %s", grouped(grown - lowest), grouped(lowest));
	}
	e.release = true;
	e.fits = 1;
	e.note = note;
	explain_row(x, &e);
}

static void clash(struct explainer *x, const struct failure *f)
{
	struct instant at = failure_instant(f);
	struct holders h = {0};
	uint64_t end;

	holders_load(&h, x->db, &at, "l1");
	if (f->region_end != UINT64_MAX && f->lowest_buffer != UINT64_MAX)
		x->missing_bytes = f->region_end > f->lowest_buffer
			? f->region_end - f->lowest_buffer : 0;
	x->agrees = same(f->lowest_buffer, holders_lowest(&h));
	end = explain_regions(x);
	explain_buffers(x, &h, "l1", f->region_end != UINT64_MAX ? f->region_end : end);
	explain_semaphores(x, &h, f->region_end);
	shrink_cure(x, f, UINT64_MAX, UINT64_MAX);
	explain_past(x, &h);
	if (!same(f->region_end, end))
		x->agrees = 0;
	holders_free(&h);
}

static uint64_t beyond(uint64_t bytes, uint64_t limit)
{
	return bytes == UINT64_MAX || limit == UINT64_MAX ? UINT64_MAX
		: bytes > limit ? bytes - limit : 0;
}

static void too_big(struct explainer *x, const struct failure *f)
{
	struct instant at = failure_instant(f);
	struct holders h = {0};
	uint64_t end, grown;
	char note[NOTE_BYTES];

	x->missing_bytes = beyond(f->size_bytes, f->limit_bytes);
	end = explain_regions(x);
	grown = f->size_bytes != UINT64_MAX ? f->size_bytes : end;
	if (grown != UINT64_MAX && f->limit_bytes != UINT64_MAX) {
		snprintf(note, sizeof(note), "no buffer is in the way: the program's regions reach %"
			PRIu64 ", and L1 ends at %" PRIu64,
			grown, f->limit_bytes);
	} else {
		snprintf(note, sizeof(note), "no buffer is in the way: the program alone is too big");
	}
	x->agrees = same(f->size_bytes, end);
	nobody(x, note);
	holders_load(&h, x->db, &at, "l1");
	shrink_cure(x, f, grown, holders_lowest(&h));
	holders_free(&h);
}

static void config_too_big(struct explainer *x, const struct failure *f)
{
	uint64_t text_bytes;
	char note[NOTE_BYTES];

	x->missing_bytes = beyond(f->size_bytes, f->limit_bytes);
	text_bytes = explain_kernels(x);
	if (f->size_bytes != UINT64_MAX && f->limit_bytes != UINT64_MAX) {
		snprintf(note, sizeof(note), "the program's kernels and arguments take %" PRIu64
			" bytes, the KERNEL_CONFIG ring has %" PRIu64 "; no buffer is in the way",
			f->size_bytes, f->limit_bytes);
	} else {
		snprintf(note, sizeof(note), "the program is too large for the KERNEL_CONFIG ring%s",
			text_bytes == UINT64_MAX ? "; its kernels are not known" : "");
	}
	nobody(x, note);
}

/* What L1 held when an op found too little of it by itself. How much is enough is not known. */
static void held(struct explainer *x, const struct failure *f)
{
	struct instant at = failure_instant(f);
	struct holders h = {0};
	struct explanation e = explanation("bank", NULL);
	bool known = f->end != UINT64_MAX && f->base < f->end;
	char note[NOTE_BYTES];

	holders_load(&h, x->db, &at, "l1");
	if (h.count)
		snprintf(note, sizeof(note), "%zu buffer%s held %s of the %s bytes of each bank of L1 then, and "
			"the largest hole had %s; how much of it must go was not tried", h.count,
			h.count == 1 ? "" : "s", grouped(holders_bytes(&h)), grouped(f->end - f->base),
			grouped(holders_hole(&h, f->base, f->end)));
	else
		snprintf(note, sizeof(note), "no buffer was in L1 then, and its %s bytes a core were free: "
			"there is nothing to free for it", grouped(f->end - f->base));
	e.note = note;
	if (known && !holders_any_per_core(&h))
		explain_row(x, &e);
	explain_buffers(x, &h, "l1", 0);
	holders_free(&h);
}

static void refused(struct explainer *x, const struct failure *f)
{
	nobody(x, f->text ? f->text : "the runtime refused the launch, and did not say why");
	if (f->text && exception_is_about_a_freed_buffer(f->text))
		explain_freed(x);
	else if (f->text && exception_is_about_room(f->text))
		held(x, f);
}

/*
 * Would the call have done more after the step that failed? After an allocation: yes, launch the
 * op's program, unless the op was seen to allocate and never to launch. After a program: yes,
 * launch the next one, if the op was seen to launch programs of several types, or is a convolution
 * or pool.
 */
static bool may_do_more(const struct explainer *x, const struct failure *f)
{
	enum { LAUNCHES, TYPES, ALLOCATES };    /* columns of explain_may_do_more.sql */
	sqlite3_stmt *s = statement_kept(x->db, "explain_may_do_more");
	bool oom = f->kind && !strcmp(f->kind, "oom"), more;

	bind_number(s, 1, f->run);
	bind_text(s, 2, f->op);
	if (!database_next(s) || !f->op)
		more = oom;
	else if (oom)
		more = column_number(s, LAUNCHES) || !column_number(s, ALLOCATES);
	else
		more = column_number(s, TYPES) > 1 || strstr(f->op, "conv") || strstr(f->op, "pool");
	statement_let_go(s);
	return more;
}

/* Writes into all rows of the failure whether the runtime's numbers agree with ours: that is known
 * only after the last row. */
static void settle(const struct explainer *x)
{
	sqlite3_stmt *s = statement_kept(x->db, "explain_agrees");

	bind_named(s, ":run", x->failure->run);
	bind_named(s, ":failure", x->failure->number);
	bind_named(s, ":agrees", x->agrees < 0 ? UINT64_MAX : (uint64_t)x->agrees);
	database_insert(s);
	statement_let_go(s);
}

void explain_failure(struct explainer *x, const struct failure *f)
{
	char note[NOTE_BYTES];

	x->failure = f;
	x->missing_bytes = x->hole_bytes = UINT64_MAX;
	x->agrees = -1;
	x->rows = 0;
	x->tried = false;
	x->why_not = NULL;
	x->more = may_do_more(x, f);
	x->cure[0] = 0;
	x->dram_untried = false;
	if (f->equal_to != UINT64_MAX) {
		snprintf(note, sizeof(note), "one of many with the same numbers from the same line: "
			"explained with failure %" PRIu64, f->equal_to);
		nobody(x, note);
	} else if (x->enough) {
		nobody(x, "not explained: the run has too many failures and buffers to look at all");
	} else if (f->kind && !strcmp(f->kind, "oom")) {
		out_of_memory(x, f);
	} else if (f->kind && !strcmp(f->kind, "clash")) {
		clash(x, f);
	} else if (f->kind && !strcmp(f->kind, "too_big")) {
		too_big(x, f);
	} else if (f->kind && !strcmp(f->kind, "config_too_big")) {
		config_too_big(x, f);
	} else {
		refused(x, f);
	}
	if (!x->rows)
		nobody(x, "it is not known what lay there");
	explain_after(x);
	explain_verdict(x);
	settle(x);
}
