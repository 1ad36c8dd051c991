/*
 * How the ops of two runs differ: see op_changes.h.
 *
 * Must not know: how rows are shown.
 */
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "grown_array.h"
#include "op_alignment.h"
#include "op_changes.h"
#include "row_writer.h"
#include "statement.h"
#include "text_numbers.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { OP_NS = 300, STEP_NS = 3 };
#define STEPS_MOST 50000000u

/* Texts by their numbers, from 1. */
struct texts {
	struct text_numbers numbers;
	char **at;
	size_t count, capacity;
};

static uint32_t number_of(struct texts *t, const char *text)
{
	uint64_t n = text_number(&t->numbers, text, strlen(text));

	if (n > t->count) {
		GROW(t->at, t->count, t->capacity);
		t->at[t->count++] = xstrdup(text);
	}
	return (uint32_t)n;
}

static void texts_free(struct texts *t)
{
	for (size_t i = 0; i < t->count; i++)
		free(t->at[i]);
	free(t->at);
	text_numbers_free(&t->numbers);
}

struct op {
	uint64_t number, device;
	int64_t peak_bytes, program_bytes;
	uint32_t site, site_key;
	bool failed;
};

struct ops {                    /* of a run */
	struct op *at;
	uint32_t *names, *finer;        /* finer: with the type and the call site */
	size_t count, capacity, names_count, names_capacity, finer_count, finer_capacity;
	struct op_sequence sequence;
};

/* What rows stand for: key of struct group. */
struct group_key {
	uint32_t what, name, site_key, fails;
};

struct group {
	struct group_key key;
	const struct op *a, *b; /* the op that is shown: the one with the largest change */
	uint64_t weight;
	uint64_t times;
};

enum { CHANGED, ADDED, REMOVED };
enum { FAILS_IN_BOTH, FAILS_NOW, FAILED_BEFORE };

struct changes {
	struct texts names, sites;
	struct ops runs[2];
	struct text_numbers group_numbers, finer_numbers;
	struct group *groups;
	size_t group_count, group_capacity;
};

static void read_ops(struct changes *c, sqlite3 *db, struct ops *to, int64_t run, int64_t device)
{
	enum { OP, DEVICE, NAME, KIND, PEAK_BYTES, PROGRAM_BYTES, SITE, SITE_KEY,
		TYPE };         /* of compared_ops.sql */
	sqlite3_stmt *s = statement(db, "compared_ops");

	bind_named(s, ":run", (uint64_t)run);
	bind_named(s, ":device", device < 0 ? L1T_UNKNOWN : (uint64_t)device);
	while (database_next(s)) {
		const char *site = (const char *)sqlite3_column_text(s, SITE),
			*site_key = (const char *)sqlite3_column_text(s, SITE_KEY),
			*type = (const char *)sqlite3_column_text(s, TYPE);
		uint32_t finer[3] = {0};

		work_spend(OP_NS);
		GROW(to->at, to->count, to->capacity);
		GROW(to->names, to->names_count, to->names_capacity);
		to->names[to->names_count++] = number_of(&c->names, (const char *)sqlite3_column_text(s, NAME));
		to->at[to->count++] = (struct op){.number = column_number(s, OP),
			.device = column_number(s, DEVICE), .peak_bytes = sqlite3_column_int64(s, PEAK_BYTES),
			.program_bytes = sqlite3_column_int64(s, PROGRAM_BYTES),
			.site = site ? number_of(&c->sites, site) : 0,
			.site_key = site_key ? number_of(&c->sites, site_key) : 0,
			.failed = !strcmp((const char *)sqlite3_column_text(s, KIND), "failed")};
		finer[0] = to->names[to->names_count - 1];
		finer[1] = type ? number_of(&c->names, type) : 0;
		finer[2] = to->at[to->count - 1].site_key;
		GROW(to->finer, to->finer_count, to->finer_capacity);
		to->finer[to->finer_count++] = (uint32_t)text_number(&c->finer_numbers, (const char *)finer,
			sizeof(finer));
	}
	sqlite3_finalize(s);
	to->sequence = (struct op_sequence){to->names, to->count, xarray(to->count + 1, sizeof(size_t))};
}

static int alike(const void *data, size_t i, size_t j)
{
	const struct changes *c = data;
	const struct op *a = &c->runs[0].at[i], *b = &c->runs[1].at[j];

	return 4 * (a->site_key == b->site_key) + 2 * (a->program_bytes == b->program_bytes) +
		(a->peak_bytes == b->peak_bytes);
}

/* What a change of the op shows. */
static int64_t bytes_of(const struct op *op, bool program)
{
	return program ? op->program_bytes : op->peak_bytes;
}

/* INT64_MAX if it is more: a trace may name any sizes. */
static uint64_t distance(int64_t x, int64_t y)
{
	const uint64_t between = x < y ? (uint64_t)y - (uint64_t)x : (uint64_t)x - (uint64_t)y;

	return between < INT64_MAX ? between : INT64_MAX;
}

static void add(struct changes *c, struct group_key key, const struct op *a, const struct op *b)
{
	const bool program = a && b && a->peak_bytes == b->peak_bytes;
	const uint64_t weight = distance(a ? bytes_of(a, program) : 0, b ? bytes_of(b, program) : 0);
	const uint64_t n = text_number(&c->group_numbers, (const char *)&key, sizeof(key));
	struct group *g;

	if (n > c->group_count) {
		GROW(c->groups, c->group_count, c->group_capacity);
		c->groups[c->group_count++] = (struct group){.key = key};
	}
	g = &c->groups[n - 1];
	if (g->times++ && weight <= g->weight)
		return;
	g->weight = weight;
	g->a = a;
	g->b = b;
}

/* Adds a pair of matched ops if it is a change; *beside: by how much more lies beside the op, before and
 * after the call, which is only compared and may wrap. */
static void compare(struct changes *c, struct op_matching *m, size_t i, size_t j, uint64_t *beside)
{
	const struct op *a = &c->runs[0].at[i], *b = &c->runs[1].at[j];
	const uint64_t program = (uint64_t)b->program_bytes - (uint64_t)a->program_bytes,
		more = (uint64_t)b->peak_bytes - (uint64_t)a->peak_bytes - program;
	const bool own = program || (more && more != *beside) || a->failed != b->failed;

	*beside = more;
	m->changed += own;
	m->inherited += !own && more;
	if (own)
		add(c, (struct group_key){CHANGED, c->runs[0].names[i], b->site_key,
			a->failed == b->failed ? FAILS_IN_BOTH : b->failed ? FAILS_NOW : FAILED_BEFORE}, a, b);
}

/* In the order of the second run; what only the first has stands before what follows it there. */
static void compare_all(struct changes *c, struct op_matching *m)
{
	const struct ops *first = &c->runs[0], *second = &c->runs[1];
	uint64_t beside = 0;

	for (size_t i = 0; i < first->count; i++)
		if (first->sequence.partner[i] == UNMATCHED) {
			m->removed++;
			add(c, (struct group_key){REMOVED, first->names[i], first->at[i].site_key, 0},
				&first->at[i], NULL);
		}
	for (size_t j = 0; j < second->count; j++) {
		const size_t i = second->sequence.partner[j];

		if (i != UNMATCHED) {
			compare(c, m, i, j, &beside);
			continue;
		}
		m->added++;
		add(c, (struct group_key){ADDED, second->names[j], second->at[j].site_key, 0}, NULL,
			&second->at[j]);
	}
}

static void write_groups(const struct changes *c, sqlite3 *db, int64_t pair)
{
	static const char *const whats[] = {"op changed", "op added", "op removed"};
	static const char *const notes[] = {NULL, "fails in the second", "failed in the first"};
	struct row_writer to = row_writer(db, "op_difference");

	for (size_t i = 0; i < c->group_count; i++) {
		const struct group *g = &c->groups[i];
		const struct op *a = g->a, *b = g->b, *shown = b ? b : a;
		const bool program = a && b && a->peak_bytes == b->peak_bytes;
		const char *failed = !a && b->failed ? "fails" : NULL;

		WRITE_ROW(&to, NUMBER(pair, (uint64_t)pair), TEXT(what, whats[g->key.what]),
			NUMBER(device, shown->device), TEXT(name, c->names.at[g->key.name - 1]),
			TEXT(measure, program ? "program_bytes" : "peak_bytes"),
			NUMBER(a, !a ? L1T_UNKNOWN : (uint64_t)bytes_of(a, program)),
			NUMBER(b, !b ? L1T_UNKNOWN : (uint64_t)bytes_of(b, program)),
			TEXT(note, failed ? failed : notes[g->key.fails]), NUMBER(times, g->times),
			NUMBER(op, shown->number), TEXT(callsite, shown->site ? c->sites.at[shown->site - 1] : NULL),
			NUMBER(weight, g->weight));
	}
	row_writer_free(&to);
}

struct op_matching op_changes(sqlite3 *db, int64_t pair, int64_t a, int64_t b, int64_t device)
{
	struct changes c = {0};
	struct op_matching m = {.known = true};

	read_ops(&c, db, &c.runs[0], a, device);
	read_ops(&c, db, &c.runs[1], b, device);
	m.before = c.runs[0].count;
	m.after = c.runs[1].count;
	work_spend((uint64_t)STEP_NS * (m.before + m.after));
	m.in_order = op_align_finely(&c.runs[0].sequence, &c.runs[1].sequence, c.runs[0].finer,
		c.runs[1].finer, STEPS_MOST);
	if (m.in_order)
		op_align_move(&c.runs[0].sequence, &c.runs[1].sequence, alike, &c);
	compare_all(&c, &m);
	write_groups(&c, db, pair);
	for (int i = 0; i < 2; i++) {
		free(c.runs[i].at);
		free(c.runs[i].names);
		free(c.runs[i].finer);
		free(c.runs[i].sequence.partner);
	}
	texts_free(&c.names);
	texts_free(&c.sites);
	text_numbers_free(&c.group_numbers);
	text_numbers_free(&c.finer_numbers);
	free(c.groups);
	return m;
}
