/* What a run did, read from the database: see run_story.h. */
#include <stdlib.h>
#include <string.h>
#include "before_capture.h"
#include "database.h"
#include "grown_array.h"
#include "run_story.h"
#include "statement.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { ROW_NS = 100 };          /* work of a row */

/* No core has more. */
static const uint64_t BYTES_MAX = (uint64_t)1 << 32;

static sqlite3_stmt *ask(sqlite3 *db, const char *name, int64_t run)
{
	sqlite3_stmt *s = statement(db, name);

	sqlite3_bind_int64(s, 1, run);
	return s;
}

static bool has(sqlite3_stmt *s, int column)
{
	return sqlite3_column_type(s, column) == SQLITE_INTEGER;
}

static int64_t number_or(sqlite3_stmt *s, int column, int64_t other)
{
	return has(s, column) ? sqlite3_column_int64(s, column) : other;
}

static bool next(sqlite3_stmt *s)
{
	work_spend(ROW_NS);
	return database_next(s);
}

/* ---- call sites ---- */

/* The run's source is that of its working directory, as it was when it began. */
static void read_run(struct run_story *s, sqlite3 *db)
{
	enum { WALL_NS, CWD, DIED };    /* columns of advise_source.sql */
	sqlite3_stmt *q = ask(db, "advise_source", s->run);

	s->sites.source = site_variables_new();
	if (next(q)) {
		site_variables_begin_at(s->sites.source, (uint64_t)number_or(q, WALL_NS, 0),
			(const char *)sqlite3_column_text(q, CWD));
		s->died = sqlite3_column_int(q, DIED);
	}
	sqlite3_finalize(q);
}

static void read_sites(struct run_story *s, sqlite3 *db)
{
	enum { ID, CALLSITE, OP };      /* columns of advise_callsites.sql */
	sqlite3_stmt *q = ask(db, "advise_callsites", s->run);

	while (next(q))
		site_tree_add(&s->sites, (uint64_t)sqlite3_column_int64(q, ID),
			(const char *)sqlite3_column_text(q, CALLSITE),
			(const char *)sqlite3_column_text(q, OP));
	sqlite3_finalize(q);
}

static uint64_t line_of(const struct run_story *s, int64_t callsite)
{
	return callsite > 0 ? site_tree_line(&s->sites, (uint64_t)callsite) : 0;
}

static size_t node_of(const struct run_story *s, int64_t callsite)
{
	return callsite > 0 ? site_tree_node(&s->sites, (uint64_t)callsite) : 0;
}

/* ---- lifetimes ---- */

/* columns of advise_lifetimes.sql */
enum lifetime_column { C_FORM, C_HANDLE, C_ALLOC_NS, C_ALLOC_MOMENT, C_FREE_NS, C_BYTES_PER_CORE,
	C_CALLSITE, C_ALLOC_THREAD, C_USES, C_LAST_USE_OP, C_LAST_USE_NS, C_PERHAPS_NS, C_CACHED, C_SPECIAL,
	C_FREED, C_FREE_CALLSITE, C_OP_FREES, C_OP_TAKES, C_SMALL, C_SHARDED, C_TENSOR, C_FORCED, C_MADE_OP };

/* The first capture during which it lived; NULL: none. */
static const struct capture *capture_of(const struct run_story *s, const struct lifetime *l)
{
	size_t low = 0, high = s->capture_count;

	/* the first that ends after the lifetime begins */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (s->captures[middle].to_ns <= l->alloc_ns)
			low = middle + 1;
		else
			high = middle;
	}
	return low < s->capture_count && s->captures[low].from_ns < l->free_ns ? &s->captures[low] : NULL;
}

static void read_captures(struct run_story *s, sqlite3 *db)
{
	enum { TIME_NS, BEGINS };       /* columns of advise_captures.sql */
	sqlite3_stmt *q = ask(db, "advise_captures", s->run);
	size_t open = 0;                /* several devices may capture at a time */

	while (next(q)) {
		bool begins = sqlite3_column_int(q, BEGINS);

		if (begins && !open++) {
			GROW(s->captures, s->capture_count, s->capture_capacity);
			s->captures[s->capture_count++] = (struct capture){
				sqlite3_column_int64(q, TIME_NS), INT64_MAX};
		} else if (!begins && open && !--open) {
			s->captures[s->capture_count - 1].to_ns = sqlite3_column_int64(q, TIME_NS);
		}
	}
	sqlite3_finalize(q);
}

/* An operation frees what it needs for itself: at the call site of its own allocations, its name with
 * it. What the program frees at that line has another name, or none. */
static int64_t inside_until(sqlite3_stmt *q)
{
	bool same = has(q, C_FREE_CALLSITE) && sqlite3_column_int(q, C_OP_FREES) &&
		sqlite3_column_int64(q, C_FREE_CALLSITE) == sqlite3_column_int64(q, C_CALLSITE);

	return same ? number_or(q, C_FREE_NS, 0) : 0;
}

static struct lifetime lifetime_of(const struct run_story *s, sqlite3_stmt *q)
{
	struct lifetime l = {.form = sqlite3_column_int64(q, C_FORM),
		.handle = sqlite3_column_int64(q, C_HANDLE),
		.alloc_ns = sqlite3_column_int64(q, C_ALLOC_NS),
		.free_ns = number_or(q, C_FREE_NS, INT64_MAX),
		.born = (uint64_t)number_or(q, C_ALLOC_MOMENT, 0),
		.bytes = (uint64_t)sqlite3_column_int64(q, C_BYTES_PER_CORE),
		.made_at = node_of(s, number_or(q, C_CALLSITE, 0)),
		.callsite = number_or(q, C_CALLSITE, 0),
		.thread = number_or(q, C_ALLOC_THREAD, NOT_KNOWN),
		.left_out = !has(q, C_USES) || sqlite3_column_int(q, C_CACHED) ||
			sqlite3_column_int(q, C_SPECIAL),
		.freed = sqlite3_column_int(q, C_FREED), .small = sqlite3_column_int(q, C_SMALL),
		.sharded = sqlite3_column_int(q, C_SHARDED), .tensor = number_or(q, C_TENSOR, 0),
		.forced = sqlite3_column_int(q, C_FORCED), .made_op = number_or(q, C_MADE_OP, 0),
		.inside = inside_until(q) > 0};
	int64_t perhaps_ns = number_or(q, C_PERHAPS_NS, l.alloc_ns);
	const struct capture *capture;

	l.sure_ns = number_or(q, C_LAST_USE_NS, l.alloc_ns);
	l.sure_op = number_or(q, C_LAST_USE_OP, 0);
	l.used_ns = perhaps_ns > l.sure_ns ? perhaps_ns : l.sure_ns;
	/* an operation needs what it frees, also one that launches nothing */
	if (sqlite3_column_int(q, C_OP_TAKES)) {
		l.taken = true;
		l.used_ns = l.free_ns;
		l.sure_op = 0;
	}
	capture = capture_of(s, &l);
	l.captured = capture;
	l.capture_ns = capture ? capture->from_ns : 0;
	if (l.bytes > BYTES_MAX)
		l.left_out = true;
	return l;
}

static void add_call(struct run_story *s, struct call_event c)
{
	GROW(s->calls, s->call_count, s->call_capacity);
	s->calls[s->call_count++] = c;
}

static void read_lifetimes(struct run_story *s, sqlite3 *db)
{
	sqlite3_stmt *q = ask(db, "advise_lifetimes", s->run);

	while (next(q)) {
		GROW(s->lifetimes, s->lifetime_count, s->lifetime_capacity);
		s->lifetimes[s->lifetime_count++] = lifetime_of(s, q);
		if (has(q, C_CALLSITE))
			add_call(s, (struct call_event){.kind = CALL_ALLOC,
				.time_ns = sqlite3_column_int64(q, C_ALLOC_NS),
				.thread = number_or(q, C_ALLOC_THREAD, NOT_KNOWN),
				.callsite = sqlite3_column_int64(q, C_CALLSITE),
				.node = node_of(s, sqlite3_column_int64(q, C_CALLSITE)),
				.inside_until_ns = inside_until(q)});
	}
	sqlite3_finalize(q);
}

/* ---- calls ---- */

static void read_ops(struct run_story *s, sqlite3 *db)
{
	/* columns of advise_ops.sql */
	enum { OP, TIME_NS, CALLSITE, THREAD, TYPE, NAME, KIND };
	sqlite3_stmt *q = ask(db, "advise_ops", s->run);

	while (next(q)) {
		const char *kind = (const char *)sqlite3_column_text(q, KIND);

		add_call(s, (struct call_event){.kind = CALL_OP,
			.time_ns = sqlite3_column_int64(q, TIME_NS),
			.thread = number_or(q, THREAD, NOT_KNOWN),
			.callsite = number_or(q, CALLSITE, 0),
			.node = node_of(s, number_or(q, CALLSITE, 0)),
			.line = line_of(s, number_or(q, CALLSITE, 0)),
			.op = sqlite3_column_int64(q, OP), .type = number_or(q, TYPE, 0),
			.failed = kind && !strcmp(kind, "failed"),
			.is_replay = kind && !strcmp(kind, "replay")});
	}
	sqlite3_finalize(q);
}

static void read_failures(struct run_story *s, sqlite3 *db)
{
	enum { TIME_NS, CALLSITE, THREAD };     /* columns of advise_failures.sql */
	sqlite3_stmt *q = ask(db, "advise_failures", s->run);

	while (next(q)) {
		add_call(s, (struct call_event){.kind = CALL_FAILURE,
			.time_ns = sqlite3_column_int64(q, TIME_NS),
			.thread = number_or(q, THREAD, NOT_KNOWN),
			.callsite = number_or(q, CALLSITE, 0),
			.node = node_of(s, number_or(q, CALLSITE, 0)),
			.line = line_of(s, number_or(q, CALLSITE, 0)), .failed = true});
	}
	sqlite3_finalize(q);
}

/*
 * A run that died without a failure that the trace knows: anything that lived after its last op may have
 * been for what came next, on a line that is not known.
 */
static void end_as_a_failure(struct run_story *s)
{
	int64_t last_ns = -1;

	for (size_t i = 0; i < s->call_count; i++) {
		const struct call_event *c = &s->calls[i];

		if (c->kind == CALL_FAILURE && c->time_ns >= last_ns)
			return;
		if (c->kind == CALL_OP && c->time_ns > last_ns)
			last_ns = c->time_ns;
	}
	if (s->died && last_ns >= 0)
		add_call(s, (struct call_event){.kind = CALL_FAILURE, .time_ns = last_ns + 1,
			.thread = NOT_KNOWN, .failed = true});
}

static void read_sized(struct run_story *s, sqlite3 *db)
{
	enum { OP, TYPE };              /* columns of advise_sized.sql */
	sqlite3_stmt *q = ask(db, "advise_sized", s->run);

	while (next(q)) {
		table_put(&s->sized, (uint64_t)sqlite3_column_int64(q, OP), s);
		table_put(&s->sized_types, (uint64_t)sqlite3_column_int64(q, TYPE), s);        /* 0: not known */
	}
	sqlite3_finalize(q);
}

/* Of equal times: an op's outputs are allocated before it, and it fails after both. */
static int by_time(const void *a, const void *b)
{
	const struct call_event *x = a, *y = b;

	if (x->time_ns != y->time_ns)
		return x->time_ns < y->time_ns ? -1 : 1;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (x->op != y->op)
		return x->op < y->op ? -1 : 1;
	return x->callsite < y->callsite ? -1 : x->callsite > y->callsite;
}

static void sort_calls(struct run_story *s)
{
	if (s->call_count)
		qsort(s->calls, s->call_count, sizeof(*s->calls), by_time);
	for (size_t i = 0; i < s->call_count; i++)
		if (s->calls[i].kind == CALL_OP)
			table_put(&s->call_of_op, (uint64_t)s->calls[i].op,
				(void *)(uintptr_t)(i + 1));
}

/* ---- the whole ---- */

void run_story_read(struct run_story *s, sqlite3 *db, int64_t run)
{
	*s = (struct run_story){.run = run};
	read_run(s, db);
	read_sites(s, db);
	read_captures(s, db);
	read_lifetimes(s, db);
	read_ops(s, db);
	read_failures(s, db);
	end_as_a_failure(s);
	s->asks = asks_read(db, run);
	read_sized(s, db);
	sort_calls(s);
	before_capture_mark(s);
}

void run_story_free(struct run_story *s)
{
	site_variables_free(s->sites.source);
	site_tree_free(&s->sites);
	free(s->lifetimes);
	free(s->calls);
	asks_free(&s->asks);
	free(s->captures);
	table_free(&s->call_of_op);
	table_free(&s->sized);
	table_free(&s->sized_types);
	*s = (struct run_story){0};
}
