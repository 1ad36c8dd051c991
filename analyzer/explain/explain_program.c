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
#include "message.h"
#include "readable.h"

struct region {
	uint64_t address, bytes, idx;
	char kind[16];
	char *cores;
	bool alias;
};

struct regions {
	struct region *at;
	size_t count, capacity;
};

/* "x0,y0-x1,y1 ..." twice: do they share a core? What is not known may. */
static bool meet(const char *a, const char *b)
{
	unsigned p[4], q[4];
	int n, m;

	if (!a || !b)
		return true;
	for (; sscanf(a, "%u,%u-%u,%u %n", &p[0], &p[1], &p[2], &p[3], &n) == 4; a += n)
		for (const char *c = b; sscanf(c, "%u,%u-%u,%u %n", &q[0], &q[1], &q[2], &q[3], &m) == 4;
			c += m)
			if (p[0] <= q[2] && q[0] <= p[2] && p[1] <= q[3] && q[1] <= p[3])
				return true;
	return false;
}

/*
 * The first local region of a placement replaces all local ones of its kind, and the aliases that
 * were there before them.
 */
static void replace(struct regions *r, const char *kind)
{
	size_t kept = 0, last_local = 0;

	for (size_t i = 0; i < r->count; i++)
		if (!strcmp(r->at[i].kind, kind) && !r->at[i].alias)
			last_local = i + 1;
	for (size_t i = 0; i < r->count; i++) {
		if (i < last_local && !strcmp(r->at[i].kind, kind))
			free(r->at[i].cores);
		else
			r->at[kept++] = r->at[i];
	}
	r->count = kept;
}

static void add(struct regions *r, sqlite3_stmt *s)
{
	const char *kind = (const char *)sqlite3_column_text(s, 0);
	const char *cores = (const char *)sqlite3_column_text(s, 4);
	struct region one = {.address = column_number(s, 2), .bytes = column_number(s, 3),
		.idx = column_number(s, 1), .alias = sqlite3_column_int(s, 5)};

	snprintf(one.kind, sizeof(one.kind), "%s", kind ? kind : "region");
	if (sqlite3_column_int(s, 6))
		replace(r, one.kind);
	if (r->count == r->capacity) {
		r->capacity = r->capacity ? r->capacity * 2 : 64;
		r->at = realloc(r->at, r->capacity * sizeof(*r->at));
	}
	one.cores = cores ? strdup(cores) : NULL;
	if (!r->at || (cores && !one.cores))
		die(EXIT_UNREADABLE, "out of memory");
	r->at[r->count++] = one;
}

static void load_regions(struct regions *r, sqlite3 *db, const struct failure *f)
{
	sqlite3_stmt *s = database_prepare(db,
		"SELECT r.kind, r.idx, r.address, r.bytes_per_core, c.cores, r.alias, r.first "
		"FROM region r LEFT JOIN cores c ON c.run = r.run AND c.id = r.cores "
		"WHERE r.run = ?1 AND r.program = ?2 AND r.time_ns <= ?3 AND (?4 IS NULL OR "
		"',' || r.chips || ',' LIKE '%,' || ?4 || ',%') ORDER BY r.rowid");

	bind_number(s, 1, f->run);
	bind_number(s, 2, f->program);
	bind_number(s, 3, f->placed_ns ? f->placed_ns : f->time_ns);
	bind_number(s, 4, f->device);
	while (database_next(s))
		add(r, s);
	sqlite3_finalize(s);
}

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
		if (*count == capacity) {
			capacity = capacity ? capacity * 2 : 16;
			found = realloc(found, capacity * sizeof(*found));
			if (!found)
				die(EXIT_UNREADABLE, "out of memory");
		}
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
		cores = strdup((const char *)sqlite3_column_text(s, 0));
	sqlite3_finalize(s);
	return cores;
}

static void region_row(struct explainer *x, const struct region *r)
{
	struct explanation e = explanation(r->alias ? "alias" : "region", r->kind);
	char note[400], name[40] = "";

	e.owner = x->failure->op;
	e.address = r->address;
	e.bytes_per_core = r->bytes;
	e.id = r->idx;
	if (r->idx != UINT64_MAX)
		snprintf(name, sizeof(name), " %" PRIu64, r->idx);
	snprintf(note, sizeof(note), "%s%s on cores %.200s%s%.80s%s", r->kind, name,
		r->cores ? r->cores : "not known", x->remark ? ", " : "",
		x->remark ? x->remark : "",
		r->alias ? ", lies in an L1 buffer and takes nothing of its own" : "");
	e.note = note;
	explain_row(x, &e);
}

static int by_address(const void *a, const void *b)
{
	const struct region *p = a, *q = b;

	if (p->address != q->address)
		return p->address < q->address ? -1 : 1;
	return (p->idx > q->idx) - (p->idx < q->idx);
}

uint64_t explain_regions(struct explainer *x)
{
	char *cores = x->on_cores ? strdup(x->on_cores) : failing_cores(x->db, x->failure);
	struct regions r = {0};
	uint64_t end = UINT64_MAX;

	load_regions(&r, x->db, x->failure);
	if (r.count)
		qsort(r.at, r.count, sizeof(*r.at), by_address);
	for (size_t i = 0; i < r.count; i++) {
		const struct region *one = &r.at[i];

		if (meet(one->cores, cores)) {
			region_row(x, one);
			if (!one->alias && one->bytes < UINT64_MAX - one->address &&
				(end == UINT64_MAX || one->address + one->bytes > end))
				end = one->address + one->bytes;
		}
		free(one->cores);
	}
	free(r.at);
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
