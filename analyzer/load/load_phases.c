/*
 * Phases of a run: each pass of a mark, between its begin and its end on one thread (nested ones
 * too), and each pass of the sequence of ops that repeats for longest: a replay of a mesh trace counts
 * as the launches in it.
 *
 * Must not know: what is asked of phases.
 */
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "grown_array.h"
#include "id_map.h"
#include "load.h"
#include "mark_paths.h"
#include "row_writer.h"
#include "statement.h"
#include "work_allowance.h"
#include "xalloc.h"

enum {
	DEPTH_MAX = 1024,               /* of marks inside each other; deeper ones are left out */
	PASSES_MIN = 3,
	PERIOD_MAX = 20000,
};
static const uint64_t comparisons_max = 100000000;

struct open_mark {
	int64_t begin_ns, thread;
	char *name;
	int64_t depth;
	uint64_t path;          /* it, and those around it: see mark_paths.h */
	uint64_t nth;           /* of all marks that began */
};

struct phases {
	struct row_writer rows;
	uint64_t run, begun;            /* number of the run; of the marks that began */
	struct open_mark open[DEPTH_MAX];
	size_t count;
	struct mark_paths paths;
};

static void insert(struct phases *p, const char *kind, const struct open_mark *m, int64_t end_ns)
{
	WRITE_ROW(&p->rows, NUMBER(run, p->run), TEXT(kind, kind), TEXT(name, m->name),
		NUMBER(thread, m->name ? (uint64_t)m->thread : L1T_UNKNOWN),
		ID(nth, m->nth), NUMBER(depth, (uint64_t)m->depth), NUMBER(begin_ns, (uint64_t)m->begin_ns),
		NUMBER(end_ns, end_ns < 0 ? L1T_UNKNOWN : (uint64_t)end_ns));
}

static void close_mark(struct phases *p, size_t i, int64_t end_ns)
{
	insert(p, "mark", &p->open[i], end_ns);
	free(p->open[i].name);
	memmove(p->open + i, p->open + i + 1, (p->count - i - 1) * sizeof(*p->open));
	p->count--;
}

/* Of the marks from number `from` on: all threads' together, as they began. */
static void find_paths(struct phases *p, size_t from)
{
	for (size_t i = from; i < p->count && work_spend(20); i++)
		p->open[i].path = mark_path_in(&p->paths, i ? p->open[i - 1].path : 0, p->open[i].name);
}

static void say_open(struct phases *p, int64_t time_ns)
{
	const struct open_mark none = {0}, *innermost = p->count ? &p->open[p->count - 1] : &none;

	mark_paths_at(&p->paths, time_ns, innermost->path, innermost->nth);
}

static void mark(struct phases *p, int64_t time_ns, int64_t thread, bool begin, const char *name)
{
	int64_t depth = 0;
	bool changed = begin && p->count < DEPTH_MAX;

	if (changed) {
		for (size_t i = 0; i < p->count; i++)
			depth += p->open[i].thread == thread;
		p->open[p->count] = (struct open_mark){.begin_ns = time_ns, .thread = thread,
			.name = xstrdup(name), .depth = depth, .nth = ++p->begun};
		p->count++;
		find_paths(p, p->count - 1);
	}
	/* ends the innermost mark of this name; an end without a begin is ignored */
	for (size_t i = p->count; !begin && i-- > 0;)
		if (p->open[i].thread == thread && !strcmp(p->open[i].name, name)) {
			close_mark(p, i, time_ns);
			find_paths(p, i);
			changed = true;
			break;
		}
	if (changed)
		say_open(p, time_ns);
}

static void marks(struct phases *p, sqlite3 *db)
{
	enum { TIME_NS, THREAD, BEGIN, NAME };  /* columns of load_marks.sql */
	sqlite3_stmt *s = statement(db, "load_marks");

	bind_number(s, 1, p->run);
	while (database_next(s))
		mark(p, sqlite3_column_int64(s, TIME_NS), sqlite3_column_int64(s, THREAD),
			sqlite3_column_int(s, BEGIN), (const char *)sqlite3_column_text(s, NAME));
	sqlite3_finalize(s);
	while (p->count)
		close_mark(p, p->count - 1, -1);
}

/* ---- ops ---- */

struct op {
	int64_t time_ns, name, callsite;
	uint64_t launches;      /* 1; of a replay: those that it repeats */
};

/* The op's number, and the chips that this row of it is for. */
struct op_row {
	int64_t op, chips;
	struct op values;
};

static bool same(const struct op *a, const struct op *b)
{
	return a->name == b->name && a->callsite == b->callsite;
}

struct loop {
	size_t first, period, count;    /* its first op; ops of one pass, and of all whole passes */
	uint64_t launches;              /* of all whole passes */
};

/* Makes launches[i] those of the first i ops; the caller frees it. */
static uint64_t *sum_launches(const struct op *ops, size_t n)
{
	uint64_t *launches = xcalloc(n + 1, sizeof(*launches));

	for (size_t i = 0; i < n; i++)
		launches[i + 1] = launches[i] + ops[i].launches;
	return launches;
}

/*
 * Finds the stretch of the most launches in which every op equals the one `period` ops before it. A
 * longer period wins only if it covers clearly more launches, since twice a period repeats as well.
 */
static struct loop find_loop(const struct op *ops, size_t n)
{
	uint64_t *launches = sum_launches(ops, n), left = comparisons_max;
	struct loop best = {0};

	for (size_t period = 1; period <= n / PASSES_MIN && period <= PERIOD_MAX && left > n &&
		best.launches + best.launches / 8 < launches[n]; period++) {
		size_t equal = 0;

		left -= n - period;
		for (size_t i = 0; i + period < n; i++) {
			struct loop l = {.period = period};

			equal = same(&ops[i], &ops[i + period]) ? equal + 1 : 0;
			l.first = i + 1 - equal;
			l.count = (equal + period) / period * period;
			l.launches = launches[l.first + l.count] - launches[l.first];
			if (equal && l.count >= PASSES_MIN * period &&
				l.launches > best.launches + best.launches / 8)
				best = l;
			else if (l.count > best.count && period == best.period && best.first == l.first)
				best = l;
		}
	}
	free(launches);
	return best;
}

static void loops(struct phases *p, const struct op *ops, size_t n)
{
	struct loop l = find_loop(ops, n);

	for (size_t at = l.first; l.period && at + l.period <= l.first + l.count; at += l.period) {
		struct open_mark pass = {.begin_ns = ops[at].time_ns};

		insert(p, "ops", &pass, ops[at + l.period - 1].time_ns);
	}
}

static int64_t first_chip(const struct phases *p, sqlite3 *db, int64_t chips)
{
	sqlite3_stmt *s = statement(db, "load_first_chip");
	int64_t chip;

	bind_number(s, 1, p->run);
	bind_number(s, 2, (uint64_t)chips);
	chip = database_next(s) ? sqlite3_column_int64(s, 0) : 0;
	sqlite3_finalize(s);
	return chip;
}

/* Whether of two rows of one op the first is the one that counts: the earlier, or of the lower chip. */
static bool comes_before(const struct phases *p, sqlite3 *db, const struct op_row *a,
	const struct op_row *b)
{
	if (a->values.time_ns != b->values.time_ns)
		return a->values.time_ns < b->values.time_ns;
	return first_chip(p, db, a->chips) < first_chip(p, db, b->chips);
}

/* Columns of load_op_sequence.sql. */
enum { OP, TIME_NS, NAME, CALLSITE, CHIPS, TRACE, IS_REPLAY };

/* Launches of the op of this row; captured: how many each mesh trace holds so far. */
static uint64_t launches_of(sqlite3_stmt *s, struct table *captured)
{
	uint64_t *held, trace = column_number(s, TRACE);

	if (trace == UINT64_MAX)
		return 1;
	held = table_make(captured, trace, sizeof(*held));
	if (!sqlite3_column_int(s, IS_REPLAY)) {
		++*held;
		return 1;
	}
	return *held ? *held : 1;
}

static void repeated_ops(struct phases *p, sqlite3 *db)
{
	sqlite3_stmt *s = statement(db, "load_op_sequence");
	struct table captured = {0};
	struct op_row last = {0};
	struct op *ops = NULL;
	size_t count = 0, capacity = 0;

	bind_number(s, 1, p->run);
	while (database_next(s)) {
		struct op_row row = {sqlite3_column_int64(s, OP), sqlite3_column_int64(s, CHIPS),
			{sqlite3_column_int64(s, TIME_NS), sqlite3_column_int64(s, NAME),
			sqlite3_column_int64(s, CALLSITE), 0}};
		bool is_first = !count || row.op != last.op;

		if (!is_first && !comes_before(p, db, &row, &last))
			continue;
		if (is_first) {
			GROW(ops, count, capacity);
			count++;
			row.values.launches = launches_of(s, &captured);
		} else {
			row.values.launches = last.values.launches;
		}
		ops[count - 1] = row.values;
		last = row;
	}
	sqlite3_finalize(s);
	if (count)
		loops(p, ops, count);
	table_free_values(&captured);
	free(ops);
}

void phase_rows(sqlite3 *db, uint64_t run)
{
	struct phases *p = xcalloc(1, sizeof(*p));
	sqlite3_stmt *s;

	p->run = run;
	p->rows = row_writer(db, "phase");
	p->paths = mark_paths_begin(db, run);
	marks(p, db);
	mark_paths_end(&p->paths);
	repeated_ops(p, db);
	row_writer_free(&p->rows);
	s = statement(db, "load_phase_numbers");
	bind_number(s, 1, run);
	database_insert(s);
	sqlite3_finalize(s);
	free(p);
}
