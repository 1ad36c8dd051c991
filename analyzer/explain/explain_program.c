/*
 * Rows of what a program that failed had placed: its regions on the failing cores, and its kernels.
 * See explain.h.
 *
 * Must not know: buffers.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "explain.h"
#include "grown_array.h"
#include "readable.h"
#include "statement.h"
#include "xalloc.h"

uint64_t *explain_aliases(const struct explainer *x, uint64_t from_ns, size_t *count)
{
	sqlite3_stmt *s = statement_kept(x->db, "explain_aliases");
	uint64_t *found = NULL;
	size_t capacity = 0;

	*count = 0;
	bind_named(s, ":run", x->failure->run);
	bind_named(s, ":program", x->failure->program);
	bind_named(s, ":from_ns", from_ns);
	bind_named(s, ":time_ns", x->failure->time_ns);
	while (database_next(s)) {
		GROW(found, *count, capacity);
		found[(*count)++] = column_number(s, 0);
	}
	statement_let_go(s);
	return found;
}

static char *failing_cores(sqlite3 *db, const struct failure *f)
{
	sqlite3_stmt *s = statement_kept(db, "explain_cores");
	char *cores = NULL;

	bind_number(s, 1, f->run);
	bind_number(s, 2, f->cores);
	if (database_next(s) && sqlite3_column_text(s, 0))
		cores = xstrdup((const char *)sqlite3_column_text(s, 0));
	statement_let_go(s);
	return cores;
}

static void region_row(struct explainer *x, const struct live_region *r)
{
	struct explanation e = explanation(r->alias ? "alias" : "region", r->kind);
	char note[400], owner[300];

	live_region_note(r, NULL, note, sizeof(note));
	e.owner = x->failure->op;
	if (r->cb_name && x->failure->op) {
		snprintf(owner, sizeof(owner), "%s%.90s of %.200s",
			strcmp(r->kind, "cb") ? "dfb " : "", r->cb_name, x->failure->op);
		e.owner = owner;
	}
	e.address = r->address;
	e.bytes_per_core = r->bytes;
	e.id = r->idx;
	e.note = note;
	explain_row(x, &e);
}

/* What the regions' sizes are due to. A tile has at most 4,096 bytes: a larger page is a row of a tensor. */
static void measure(struct explainer *x, const struct live_regions *r)
{
	enum { TILE_BYTES_MAX = 4096, PAGES_MIN = 2 };
	size_t own = 0;

	x->largest_is_scratchpad = false;
	x->largest_bytes = x->row_bytes = x->rows_bytes = 0;
	for (size_t i = 0; i < r->count; i++) {
		const struct live_region *one = &r->at[i];

		if (one->alias)
			continue;
		own++;
		if (one->bytes > x->largest_bytes) {
			x->largest_bytes = one->bytes;
			x->largest_is_scratchpad = !strcmp(one->kind, "scratchpad");
			live_region_name(one, x->largest, sizeof(x->largest));
		}
		if (one->page_bytes == UINT64_MAX || one->page_bytes <= TILE_BYTES_MAX || one->pages > PAGES_MIN)
			continue;
		x->rows_bytes += one->bytes;
		x->row_bytes = one->page_bytes > x->row_bytes ? one->page_bytes : x->row_bytes;
	}
	if (own < 2)
		x->largest[0] = 0;
}

uint64_t explain_regions(struct explainer *x)
{
	char *cores = failing_cores(x->db, x->failure);
	struct instant at = failure_instant(x->failure);
	struct live_regions r = {0};
	uint64_t end;

	live_regions_load(&r, x->db, &at, cores);
	for (size_t i = 0; i < r.count; i++)
		region_row(x, &r.at[i]);
	measure(x, &r);
	end = live_regions_end(&r);
	live_regions_free(&r);
	free(cores);
	return end;
}

/*
 * Writes the row of the kernel that the statement is at; returns its text bytes. *alone: each
 * processor has only one kernel, and all kernels are on the same cores.
 */
static uint64_t kernel_row(struct explainer *x, sqlite3_stmt *s, bool *alone)
{
	/* columns of explain_kernels.sql */
	enum { NAME, CORE_TYPE, CORES, PROCESSOR, TEXT0, TEXT1, TEXT2, ALONE };
	const char *core_type = (const char *)sqlite3_column_text(s, CORE_TYPE);
	const char *cores = (const char *)sqlite3_column_text(s, CORES);
	const char *processor = (const char *)sqlite3_column_text(s, PROCESSOR);
	uint64_t text[] = {column_number(s, TEXT0), column_number(s, TEXT1), column_number(s, TEXT2)};
	struct explanation e = explanation("kernel", "kernel");
	char note[400], parts[120] = "";

	*alone = sqlite3_column_int(s, ALONE);
	e.owner = (const char *)sqlite3_column_text(s, NAME);
	e.bytes_per_core = text[0] + text[1] + text[2];
	if (text[1] || text[2])
		snprintf(parts, sizeof(parts), " (trisc0 %s, trisc1 %s, trisc2 %s)",
			grouped(text[0]), grouped(text[1]), grouped(text[2]));
	snprintf(note, sizeof(note), "%.40s kernel%s%s%s on cores %.200s", core_type ? core_type : "a",
		processor ? " on " : "", processor ? processor : "", parts,
		cores ? cores : "not known");
	e.note = note;
	explain_row(x, &e);
	return e.bytes_per_core;
}

/* A row for what the program takes in the ring besides its kernels: known only if each processor
 * has one kernel, all on the same cores. */
static void arguments_row(struct explainer *x, uint64_t text_bytes)
{
	const struct failure *f = x->failure;
	struct explanation e = explanation("kernel", "arguments");
	char note[200];

	if (f->size_bytes == UINT64_MAX || text_bytes > f->size_bytes)
		return;
	e.owner = "arguments";
	e.bytes_per_core = f->size_bytes - text_bytes;
	snprintf(note, sizeof(note), "semaphores and settings of circular buffers; with %s bytes "
		"of kernels the program takes %s bytes", grouped(text_bytes),
		grouped(f->size_bytes));
	e.note = note;
	explain_row(x, &e);
}

/* Rows of the largest other programs, as far as their sizes are known. */
static void next_programs(struct explainer *x)
{
	enum { PROGRAM, BYTES, NAME, CALLSITE };        /* columns of explain_next_programs.sql */
	sqlite3_stmt *s = statement_kept(x->db, "explain_next_programs");

	bind_named(s, ":run", x->failure->run);
	bind_named(s, ":program", x->failure->program);
	bind_named(s, ":time_ns", x->failure->time_ns);
	while (database_next(s)) {
		struct explanation e = explanation("program", "program");
		char note[120];

		e.id = column_number(s, PROGRAM);
		e.bytes_per_core = column_number(s, BYTES);
		e.owner = (const char *)sqlite3_column_text(s, NAME);
		e.callsite = (const char *)sqlite3_column_text(s, CALLSITE);
		snprintf(note, sizeof(note), "among the next largest programs: %s bytes of the ring",
			grouped(e.bytes_per_core));
		e.note = note;
		explain_row(x, &e);
	}
	statement_let_go(s);
}

uint64_t explain_kernels(struct explainer *x)
{
	sqlite3_stmt *s = statement_kept(x->db, "explain_kernels");
	uint64_t sum = UINT64_MAX;
	bool alone = false;

	bind_number(s, 1, x->failure->run);
	bind_number(s, 2, x->failure->program);
	while (database_next(s))
		sum = (sum == UINT64_MAX ? 0 : sum) + kernel_row(x, s, &alone);
	statement_let_go(s);
	if (alone)
		arguments_row(x, sum);
	next_programs(x);
	return sum;
}
