/*
 * A run's allocations under another rule of placement: see policy_replay.h. Each allocator is one heap; it
 * takes and gives back in the order that allocator_events.h explains. What was live before recording, or announced at a
 * resume, stays where it was, where that is free. Under the runtime's own rule a buffer that comes
 * out elsewhere goes on where it was recorded, so that one miss does not make others.
 *
 * Must not know: how the rules place, how rows are printed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "allocator_events.h"
#include "allocators.h"
#include "bank_heap.h"
#include "database.h"
#include "id_map.h"
#include "l1t_record.h"
#include "message.h"
#include "policy_replay.h"
#include "xalloc.h"

struct replay {
	const struct placement_policy *policy;
	const char *name;       /* as the user called it */
	int64_t run;
	struct allocators allocators;
	struct table placed;    /* moment of the allocation -> its block, as long as it lives */
	sqlite3_stmt *verdict;
};

/* One row; what is not known or does not apply is NULL. */
static void give(struct replay *r, const struct allocator *a, const char *verdict, int64_t count,
	const struct allocator_event *h)
{
	sqlite3_stmt *v = r->verdict;

	sqlite3_clear_bindings(v);
	sqlite3_bind_int64(v, 1, r->run);
	sqlite3_bind_int64(v, 2, a->handle);
	bind_text(v, 3, a->small ? "l1_small" : "l1");
	bind_text(v, 4, r->name);
	bind_text(v, 5, verdict);
	sqlite3_bind_int64(v, 6, count);
	if (h) {
		bool oom = h->kind == ALLOCATOR_OOM || h->kind == ALLOCATOR_ALLOC;

		sqlite3_bind_int64(v, 7, h->time_ns);
		bind_text(v, 8, oom ? "oom" : "clash");
		if (h->kind == ALLOCATOR_OOM || h->kind == ALLOCATOR_CLASH)
			sqlite3_bind_int64(v, 9, h->id);
		bind_number(v, oom ? 10 : 11, h->bytes);
		bind_number(v, 12, a->heap.free_bytes);
		bind_number(v, 13, bank_heap_largest(&a->heap, r->policy));
		bind_number(v, 14, bank_heap_lowest(&a->heap, r->policy));
		if (h->kind == ALLOCATOR_OP)
			sqlite3_bind_int64(v, 15, h->id);
		sqlite3_bind_int64(v, 16, h->name);
		sqlite3_bind_int64(v, 17, h->callsite);
	}
	database_insert(v);
}

static void remember(struct replay *r, uint64_t moment, struct range block)
{
	struct range *kept = xmalloc(sizeof(*kept));

	*kept = block;
	free(table_get(&r->placed, moment));
	table_put(&r->placed, moment, kept);
}

/* False: there is no room. */
static bool place(struct replay *r, struct allocator *a, uint64_t recorded, uint64_t bytes,
	bool stays, uint64_t *address)
{
	*address = recorded;
	if (stays && !r->policy->moves && bank_heap_take_at(&a->heap, recorded, bytes))
		return true;
	return bank_heap_take(&a->heap, r->policy, bytes, address);
}

static void on_alloc(struct replay *r, struct allocator *a, const struct allocator_event *h)
{
	uint64_t address = 0;
	bool done;

	if (!h->bytes || h->bytes > a->heap.to)
		return;
	done = place(r, a, h->address, h->bytes, h->announced, &address);
	if (!done)
		give(r, a, "new failure", 1, h);
	if (done && h->announced)
		a->given++;
	else if (done && address == h->address)
		a->as_recorded++;
	else if (done)
		a->elsewhere++;
	if (done && address != h->address && r->policy == heap_policies) {
		/* the proof failed here; go on as the runtime did */
		bank_heap_give(&a->heap, r->policy, address, h->bytes);
		address = h->address;
		done = bank_heap_take_at(&a->heap, h->address, h->bytes);
	}
	if (done)
		remember(r, h->born, (struct range){address, address + h->bytes});
}

static void on_free(struct replay *r, struct allocator *a, const struct allocator_event *h)
{
	struct range *block = table_get(&r->placed, h->born);

	if (!block)
		return;
	bank_heap_give(&a->heap, r->policy, block->from, block->to - block->from);
	table_remove(&r->placed, h->born);
	free(block);
}

/* Would what failed have failed; and would what ran have run. */
static void on_need(struct replay *r, struct allocator *a, const struct allocator_event *h)
{
	bool fits = h->kind == ALLOCATOR_OOM ? bank_heap_largest(&a->heap, r->policy) >= h->bytes
		: bank_heap_lowest(&a->heap, r->policy) >= h->bytes;

	if (h->bytes == L1T_UNKNOWN || (h->kind == ALLOCATOR_OP && fits))
		return;
	give(r, a, h->kind == ALLOCATOR_OP ? "new failure" : fits ? "failure gone"
		: "failure stays", 1, h);
}

static void happen(struct replay *r, const struct allocator_event *h)
{
	struct allocator *a;

	if (h->kind == ALLOCATOR_OPEN) {
		allocators_open(&r->allocators, h);
		return;
	}
	a = allocators_of(&r->allocators, h);
	if (!a)
		return;
	if (h->kind == ALLOCATOR_ALLOC)
		on_alloc(r, a, h);
	else if (h->kind == ALLOCATOR_FREE)
		on_free(r, a, h);
	else
		on_need(r, a, h);
}

static void finish(struct replay *r)
{
	for (size_t i = 0; i < r->allocators.count; i++) {
		struct allocator *a = &r->allocators.at[i];

		/* what may be moved has no place */
		if (!r->policy->moves) {
			give(r, a, "placed as recorded", a->as_recorded, NULL);
			give(r, a, "placed elsewhere", a->elsewhere, NULL);
		}
		if (a->given)
			give(r, a, "was there before", a->given, NULL);
	}
	allocators_free(&r->allocators);
	table_free_values(&r->placed);
}

/* Calls back for each policy that the names mean, with the name as it was given. */
static void each_policy(const char *names, void (*act)(const struct placement_policy *p,
	const char *name, void *context), void *context)
{
	char name[40];

	if (!strcmp(names, "all")) {
		for (const struct placement_policy *p = heap_policies; p->name; p++)
			if (p == heap_policies || p->choose != heap_policies->choose)
				act(p, p->name, context);
		return;
	}
	for (const char *p = names;; p++) {
		size_t n = strcspn(p, ",");
		const struct placement_policy *policy;

		snprintf(name, sizeof(name), "%.*s", (int)n, p);
		policy = bank_heap_policy(name);
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

static void ignore(const struct placement_policy *p, const char *name, void *context)
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
	struct replay replay;
	struct allocator_events happenings;
};

static void act(const struct placement_policy *p, const char *name, void *context)
{
	struct all *all = context;

	all->replay.policy = p;
	all->replay.name = name;
	for (size_t i = 0; i < all->happenings.count; i++)
		happen(&all->replay, &all->happenings.at[i]);
	finish(&all->replay);
}

void policy_verdicts(sqlite3 *db, const char *names)
{
	sqlite3_stmt *runs = database_prepare(db, "SELECT run FROM run ORDER BY run");
	struct all all = {0};

	database_run(db, "CREATE TEMP TABLE verdict(run, handle, kind, policy, verdict, count, "
		"time_ns, failure_kind, failure, need_bytes, region_end, free_bytes, "
		"largest_free_bytes, lowest_buffer, op, name, callsite)");
	all.replay.verdict = database_prepare(db,
		"INSERT INTO verdict VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
	while (database_next(runs)) {
		all.replay.run = sqlite3_column_int64(runs, 0);
		if (allocator_events_have_own_addresses(db, all.replay.run)) {
			say("run %" PRId64 " has buffers with addresses of their own on each core "
				"(HYBRID allocators): no rule of placement is tried on it",
				all.replay.run);
			continue;
		}
		all.happenings = allocator_events_read(db, all.replay.run);
		allocator_events_order(&all.happenings);
		each_policy(names, act, &all);
		free(all.happenings.at);
	}
	sqlite3_finalize(runs);
	sqlite3_finalize(all.replay.verdict);
}
