/*
 * What a program that failed had placed: its regions on the failing cores, and its kernels. See
 * explain.h.
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
#include "xalloc.h"

uint64_t *explain_aliases(const struct explainer *x, uint64_t from_ns, size_t *count)
{
	sqlite3_stmt *s = database_prepare(x->db, "SELECT DISTINCT address FROM region WHERE run = ?1 "
		"AND program = ?2 AND alias AND time_ns > ?3 AND time_ns <= ?4 ORDER BY address");
	uint64_t *found = NULL;
	size_t capacity = 0;

	*count = 0;
	bind_number(s, 1, x->failure->run);
	bind_number(s, 2, x->failure->program);
	bind_number(s, 3, from_ns);
	bind_number(s, 4, x->failure->time_ns);
	while (database_next(s)) {
		GROW(found, *count, capacity);
		found[(*count)++] = column_number(s, 0);
	}
	sqlite3_finalize(s);
	return found;
}

static char *failing_cores(sqlite3 *db, const struct failure *f)
{
	sqlite3_stmt *s = database_prepare(db, "SELECT cores FROM cores WHERE run = ?1 AND id = ?2");
	char *cores = NULL;

	bind_number(s, 1, f->run);
	bind_number(s, 2, f->cores);
	if (database_next(s) && sqlite3_column_text(s, 0))
		cores = xstrdup((const char *)sqlite3_column_text(s, 0));
	sqlite3_finalize(s);
	return cores;
}

static void region_row(struct explainer *x, const struct live_region *r)
{
	struct explanation e = explanation(r->alias ? "alias" : "region", r->kind);
	char note[400];

	live_region_note(r, NULL, note, sizeof(note));
	e.owner = x->failure->op;
	e.address = r->address;
	e.bytes_per_core = r->bytes;
	e.id = r->idx;
	e.note = note;
	explain_row(x, &e);
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
	end = live_regions_end(&r);
	live_regions_free(&r);
	free(cores);
	return end;
}

/* A kernel by the row that the statement is at; returns its text bytes. */
static uint64_t kernel_row(struct explainer *x, sqlite3_stmt *s)
{
	const char *core_type = (const char *)sqlite3_column_text(s, 1);
	const char *cores = (const char *)sqlite3_column_text(s, 2);
	const char *processor = (const char *)sqlite3_column_text(s, 3);
	struct explanation e = explanation("kernel", "kernel");
	char note[400], parts[120] = "";

	e.owner = (const char *)sqlite3_column_text(s, 0);
	e.bytes_per_core = column_number(s, 4) + column_number(s, 5) + column_number(s, 6);
	if (column_number(s, 5) || column_number(s, 6))
		snprintf(parts, sizeof(parts), " (trisc0 %s, trisc1 %s, trisc2 %s)",
			grouped(column_number(s, 4)), grouped(column_number(s, 5)), grouped(column_number(s, 6)));
	snprintf(note, sizeof(note), "%.40s kernel%s%s%s on cores %.200s", core_type ? core_type : "a",
		processor ? " on " : "", processor ? processor : "", parts,
		cores ? cores : "not known");
	e.note = note;
	explain_row(x, &e);
	return e.bytes_per_core;
}

/* What the program takes beside its kernels, where each processor has one kernel on the same cores. */
static void arguments_row(struct explainer *x, uint64_t text_bytes)
{
	const struct failure *f = x->failure;
	struct explanation e = explanation("kernel", "arguments");
	char note[200];

	if (f->size_bytes == UINT64_MAX || text_bytes > f->size_bytes)
		return;
	e.owner = "arguments";
	e.bytes_per_core = f->size_bytes - text_bytes;
	snprintf(note, sizeof(note), "semaphores and settings of circular buffers: with %s of kernels "
		"%s", grouped(text_bytes), grouped(f->size_bytes));
	e.note = note;
	explain_row(x, &e);
}

/* The largest programs but this one, as far as they are known. */
static void next_programs(struct explainer *x)
{
	sqlite3_stmt *s = database_prepare(x->db, "SELECT p.program, p.text_bytes + p.config_bytes, "
		"(SELECT name FROM first_op o WHERE o.run = p.run AND o.program = p.program), "
		"(SELECT callsite FROM first_op o WHERE o.run = p.run AND o.program = p.program) "
		"FROM program p WHERE p.run = ?1 AND p.program IS NOT ?2 AND p.text_bytes NOT NULL "
		"AND p.config_bytes NOT NULL AND p.born_ns <= ?3 ORDER BY 2 DESC, 1 LIMIT 3");

	bind_number(s, 1, x->failure->run);
	bind_number(s, 2, x->failure->program);
	bind_number(s, 3, x->failure->time_ns);
	while (database_next(s)) {
		struct explanation e = explanation("program", "program");
		char note[120];

		e.id = column_number(s, 0);
		e.bytes_per_core = column_number(s, 1);
		e.owner = (const char *)sqlite3_column_text(s, 2);
		e.callsite = (const char *)sqlite3_column_text(s, 3);
		snprintf(note, sizeof(note), "among the next largest programs: %s bytes of the ring",
			grouped(e.bytes_per_core));
		e.note = note;
		explain_row(x, &e);
	}
	sqlite3_finalize(s);
}

uint64_t explain_kernels(struct explainer *x)
{
	sqlite3_stmt *s = database_prepare(x->db,
		"WITH k AS (SELECT name, core_type, processor, cores, "
		" max(coalesce(text0_bytes, 0)) AS text0, max(coalesce(text1_bytes, 0)) AS text1, "
		" max(coalesce(text2_bytes, 0)) AS text2 FROM kernel WHERE run = ?1 AND program = ?2 "
		" GROUP BY name, core_type, processor, cores) "
		"SELECT n.text, t.text, c.cores, k.processor, k.text0, k.text1, k.text2, "
		"(SELECT count(DISTINCT cores) FROM k) = 1 AND (SELECT count(DISTINCT processor) = count(*) "
		" FROM k) "
		"FROM k LEFT JOIN string n ON n.run = ?1 AND n.id = k.name "
		"LEFT JOIN string t ON t.run = ?1 AND t.id = k.core_type "
		"LEFT JOIN cores c ON c.run = ?1 AND c.id = k.cores "
		"ORDER BY k.text0 + k.text1 + k.text2 DESC, n.text, k.processor, c.cores, t.text");
	uint64_t sum = UINT64_MAX;
	bool alone = false;

	bind_number(s, 1, x->failure->run);
	bind_number(s, 2, x->failure->program);
	while (database_next(s)) {
		sum = (sum == UINT64_MAX ? 0 : sum) + kernel_row(x, s);
		alone = sqlite3_column_int(s, 7);
	}
	sqlite3_finalize(s);
	if (alone)
		arguments_row(x, sum);
	next_programs(x);
	return sum;
}
