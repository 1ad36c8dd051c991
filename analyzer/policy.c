/*
 * A run's allocations under another rule of placement: see policy.h. Each allocator is one heap; it
 * takes and gives back in the recorded order. What was live before recording, or announced at a
 * resume, stays where it was, where that is free. Under the runtime's own rule a buffer that comes
 * out elsewhere goes on where it was recorded, so that one miss does not make others.
 *
 * Must not know: how the rules place, how rows are printed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "heap.h"
#include "l1t_record.h"
#include "policy.h"
#include "say.h"
#include "table.h"

struct allocator {
	int64_t handle;
	const char *kind;
	struct heap heap;
	int64_t as_recorded, elsewhere, given, failed;
};

struct replay {
	const struct heap_policy *policy;
	const char *name;       /* as the user called it */
	int64_t run;
	struct allocator *at;
	size_t count, capacity;
	struct table placed;    /* moment of the allocation -> its block, as long as it lives */
	sqlite3_stmt *verdict;
};

/* What happened, in the order of moments: SQL gives one row each. */
enum column { C_WHAT, C_HANDLE, C_KIND, C_TIME, C_MOMENT, C_BORN, C_ADDRESS, C_BYTES, C_ANNOUNCED,
	C_ID, C_NAME, C_CALLSITE };

static const char happenings[] =
	"SELECT 'open' AS what, handle, NULL AS kind, open_ns AS time_ns, -1 AS moment, 0 AS born, "
	"unreserved_base AS address, unreserved_base + coalesce(bank_bytes, l1_bytes - "
	"coalesce(l1_small_bytes, 0) - unreserved_base) AS bytes, l1_bytes - l1_small_bytes, "
	"l1_bytes, NULL, NULL, 0 AS late FROM device WHERE run = ?1 "
	"UNION ALL SELECT 'alloc', b.handle, b.kind, alloc_ns, alloc_moment, alloc_moment, address, "
	"bytes_per_core, announced, buffer, NULL, c.callsite, 0 FROM buffer b LEFT JOIN callsite c "
	"ON c.run = b.run AND c.id = b.callsite WHERE b.run = ?1 AND alloc_moment NOT NULL "
	"AND b.kind IN ('l1', 'l1_small') AND NOT per_core "
	"UNION ALL SELECT 'free', handle, kind, free_ns, free_moment, alloc_moment, address, "
	"bytes_per_core, 0, buffer, NULL, NULL, 0 FROM buffer WHERE run = ?1 AND "
	"free_moment NOT NULL AND kind IN ('l1', 'l1_small') AND NOT per_core "
	"UNION ALL SELECT 'oom', f.handle, buffer_kind, time_ns, moment, 0, NULL, bytes_per_bank, 0, "
	"failure, NULL, c.callsite, 1 FROM failure f LEFT JOIN callsite c ON c.run = f.run "
	"AND c.id = f.callsite WHERE f.run = ?1 AND f.kind = 'oom' "
	"AND buffer_kind IN ('l1', 'l1_small') "
	"UNION ALL SELECT 'clash', f.handle, 'l1', time_ns, moment, 0, lowest_buffer, region_end, 0, "
	"failure, NULL, c.callsite, 1 FROM failure f LEFT JOIN callsite c ON c.run = f.run "
	"AND c.id = f.callsite WHERE f.run = ?1 AND f.kind = 'clash' "
	"UNION ALL SELECT 'op', o.handle, 'l1', time_ns, moment, 0, NULL, max(program_end), 0, o.op, "
	"s.text, c.callsite, 1 FROM op o LEFT JOIN string s ON s.run = o.run AND s.id = o.name "
	"LEFT JOIN callsite c ON c.run = o.run AND c.id = o.callsite WHERE o.run = ?1 AND "
	"o.kind IN ('launch', 'captured') AND program_end NOT NULL GROUP BY o.op, o.handle "
	"ORDER BY moment, late, time_ns";

static void no_memory(void)
{
	die(EXIT_UNREADABLE, "out of memory");
}

static struct allocator *allocator_of(struct replay *r, sqlite3_stmt *s)
{
	const char *kind = (const char *)sqlite3_column_text(s, C_KIND);

	for (size_t i = 0; kind && i < r->count; i++)
		if (r->at[i].handle == sqlite3_column_int64(s, C_HANDLE) &&
			!strcmp(r->at[i].kind, kind))
			return &r->at[i];
	return NULL;
}

static void open_allocator(struct replay *r, sqlite3_stmt *s, const char *kind, int from)
{
	int64_t low = sqlite3_column_int64(s, from), high = sqlite3_column_int64(s, from + 1);

	if (sqlite3_column_type(s, from) != SQLITE_INTEGER ||
		sqlite3_column_type(s, from + 1) != SQLITE_INTEGER || low < 0 || low >= high)
		return;
	if (r->count == r->capacity) {
		r->capacity = r->capacity ? r->capacity * 2 : 8;
		r->at = realloc(r->at, r->capacity * sizeof(*r->at));
		if (!r->at)
			no_memory();
	}
	r->at[r->count] = (struct allocator){.handle = sqlite3_column_int64(s, C_HANDLE),
		.kind = kind};
	if (heap_init(&r->at[r->count].heap, (uint64_t)low, (uint64_t)high))
		no_memory();
	r->count++;
}

/* One row; what is not known or does not apply is NULL. */
static void give(struct replay *r, const struct allocator *a, const char *verdict, int64_t count,
	sqlite3_stmt *s, bool is_failure)
{
	sqlite3_stmt *v = r->verdict;
	const char *what = s ? (const char *)sqlite3_column_text(s, C_WHAT) : NULL;
	bool oom = what && (!strcmp(what, "oom") || !strcmp(what, "alloc"));
	uint64_t lowest = heap_lowest(&a->heap, r->policy);

	sqlite3_clear_bindings(v);
	sqlite3_bind_int64(v, 1, r->run);
	sqlite3_bind_int64(v, 2, a->handle);
	bind_text(v, 3, a->kind);
	bind_text(v, 4, r->name);
	bind_text(v, 5, verdict);
	sqlite3_bind_int64(v, 6, count);
	if (s) {
		sqlite3_bind_value(v, 7, sqlite3_column_value(s, C_TIME));
		bind_text(v, 8, oom ? "oom" : "clash");
		if (is_failure)
			sqlite3_bind_value(v, 9, sqlite3_column_value(s, C_ID));
		sqlite3_bind_value(v, oom ? 10 : 11, sqlite3_column_value(s, C_BYTES));
		bind_number(v, 12, a->heap.free_bytes);
		bind_number(v, 13, heap_largest(&a->heap, r->policy));
		bind_number(v, 14, lowest);
		if (!strcmp(what, "op"))
			sqlite3_bind_value(v, 15, sqlite3_column_value(s, C_ID));
		sqlite3_bind_value(v, 16, sqlite3_column_value(s, C_NAME));
		sqlite3_bind_value(v, 17, sqlite3_column_value(s, C_CALLSITE));
	}
	database_insert(v);
}

static void remember(struct replay *r, uint64_t moment, struct span block)
{
	struct span *kept = malloc(sizeof(*kept));

	if (!kept)
		no_memory();
	*kept = block;
	free(table_get(&r->placed, moment));
	if (table_put(&r->placed, moment, kept))
		no_memory();
}

/* 1: placed; 0: there is no room. */
static int place(struct replay *r, struct allocator *a, uint64_t recorded, uint64_t bytes,
	bool stays, uint64_t *address)
{
	int done = stays && !r->policy->moves ? heap_take_at(&a->heap, recorded, bytes) : 0;

	*address = recorded;
	if (done)
		return done;
	return heap_take(&a->heap, r->policy, bytes, address);
}

static void on_alloc(struct replay *r, struct allocator *a, sqlite3_stmt *s)
{
	uint64_t recorded = (uint64_t)sqlite3_column_int64(s, C_ADDRESS), address = 0;
	uint64_t bytes = (uint64_t)sqlite3_column_int64(s, C_BYTES);
	bool stays = sqlite3_column_int(s, C_ANNOUNCED);
	int done;

	if (!bytes || bytes > a->heap.to)
		return;
	done = place(r, a, recorded, bytes, stays, &address);
	if (!done) {
		a->failed++;
		give(r, a, "new failure", 1, s, false);
	}
	if (done && stays)
		a->given++;
	else if (done && address == recorded)
		a->as_recorded++;
	else if (done)
		a->elsewhere++;
	if (done && address != recorded && r->policy == heap_policies) {
		/* the proof failed here; go on as the runtime did */
		if (heap_give(&a->heap, r->policy, address, bytes) < 0)
			no_memory();
		address = recorded;
		done = heap_take_at(&a->heap, recorded, bytes);
	}
	if (done < 0)
		no_memory();
	if (done)
		remember(r, (uint64_t)sqlite3_column_int64(s, C_BORN),
			(struct span){address, address + bytes});
}

static void on_free(struct replay *r, struct allocator *a, sqlite3_stmt *s)
{
	uint64_t born = (uint64_t)sqlite3_column_int64(s, C_BORN);
	struct span *block = table_get(&r->placed, born);

	if (!block)
		return;
	if (heap_give(&a->heap, r->policy, block->from, block->to - block->from) < 0)
		no_memory();
	table_remove(&r->placed, born);
	free(block);
}

/* Would what failed have failed; and would what ran have run. */
static void on_need(struct replay *r, struct allocator *a, sqlite3_stmt *s, const char *what)
{
	uint64_t need = (uint64_t)sqlite3_column_int64(s, C_BYTES);
	bool fits = !strcmp(what, "oom") ? heap_largest(&a->heap, r->policy) >= need
		: heap_lowest(&a->heap, r->policy) >= need;

	if (sqlite3_column_type(s, C_BYTES) != SQLITE_INTEGER)
		return;
	if (!strcmp(what, "op")) {
		if (!fits)
			give(r, a, "new failure", 1, s, false);
		return;
	}
	give(r, a, fits ? "failure gone" : "failure stays", 1, s, true);
}

static void happen(struct replay *r, sqlite3_stmt *s)
{
	const char *what = (const char *)sqlite3_column_text(s, C_WHAT);
	struct allocator *a;

	if (!strcmp(what, "open")) {
		open_allocator(r, s, "l1", C_ADDRESS);
		open_allocator(r, s, "l1_small", C_ANNOUNCED);
		return;
	}
	a = allocator_of(r, s);
	if (!a)
		return;
	if (!strcmp(what, "alloc"))
		on_alloc(r, a, s);
	else if (!strcmp(what, "free"))
		on_free(r, a, s);
	else
		on_need(r, a, s, what);
}

static void finish(struct replay *r)
{
	for (size_t i = 0; i < r->count; i++) {
		struct allocator *a = &r->at[i];

		/* what may be moved has no place */
		if (!r->policy->moves) {
			give(r, a, "placed as recorded", a->as_recorded, NULL, false);
			give(r, a, "placed elsewhere", a->elsewhere, NULL, false);
		}
		if (a->given)
			give(r, a, "was there before", a->given, NULL, false);
		heap_free(&a->heap);
	}
	r->count = 0;
	for (size_t i = 0; i < r->placed.capacity; i++)
		free(r->placed.at[i].value);
	table_free(&r->placed);
	r->placed = (struct table){0};
}

static void replay(struct replay *r, sqlite3 *db)
{
	sqlite3_stmt *runs = database_prepare(db, "SELECT run FROM run ORDER BY run");
	sqlite3_stmt *s = database_prepare(db, happenings);

	while (database_next(runs)) {
		r->run = sqlite3_column_int64(runs, 0);
		sqlite3_bind_int64(s, 1, r->run);
		while (database_next(s))
			happen(r, s);
		sqlite3_reset(s);
		finish(r);
	}
	sqlite3_finalize(s);
	sqlite3_finalize(runs);
}

/* Calls back for each policy that the names mean, with the name as it was given. */
static void each_policy(const char *names, void (*act)(const struct heap_policy *p,
	const char *name, void *context), void *context)
{
	char name[40];

	if (!strcmp(names, "all")) {
		for (const struct heap_policy *p = heap_policies; p->name; p++)
			if (p == heap_policies || p->choose != heap_policies->choose)
				act(p, p->name, context);
		return;
	}
	for (const char *p = names;; p++) {
		size_t n = strcspn(p, ",");
		const struct heap_policy *policy;

		snprintf(name, sizeof(name), "%.*s", (int)n, p);
		policy = heap_policy(name);
		if (!policy)
			die(EXIT_USAGE, "unknown policy '%.*s'; l1analyze frag -h lists them", (int)n, p);
		/* by any of its names it is the runtime's own */
		act(policy->choose == heap_policies->choose && !policy->moves ? heap_policies
			: policy, policy->name, context);
		p += n;
		if (!*p)
			return;
	}
}

static void ignore(const struct heap_policy *p, const char *name, void *context)
{
	(void)p;
	(void)name;
	(void)context;
}

void policy_check_names(const char *names)
{
	each_policy(names, ignore, NULL);
}

struct all {
	sqlite3 *db;
	struct replay replay;
};

static void act(const struct heap_policy *p, const char *name, void *context)
{
	struct all *all = context;

	all->replay.policy = p;
	all->replay.name = name;
	replay(&all->replay, all->db);
}

void policy_verdicts(sqlite3 *db, const char *names)
{
	struct all all = {.db = db};

	database_run(db, "CREATE TEMP TABLE verdict(run, handle, kind, policy, verdict, count, "
		"time_ns, failure_kind, failure, need_bytes, region_end, free_bytes, "
		"largest_free_bytes, lowest_buffer, op, name, callsite)");
	all.replay.verdict = database_prepare(db,
		"INSERT INTO verdict VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
	each_policy(names, act, &all);
	sqlite3_finalize(all.replay.verdict);
	free(all.replay.at);
}
