/*
 * Replays a run's allocations under another rule of placement: see policy_replay.h. Each allocator
 * is one heap, which takes and gives back in the order that allocator_events.h explains. A buffer
 * that was live before recording, or was announced at a resume, keeps its address if that is free.
 * Under the runtime's own rule a buffer that gets another address than the recorded one is moved to
 * the recorded one, so that one miss does not cause others.
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
#include "placement_policies.h"
#include "policy_replay.h"
#include "row_writer.h"
#include "statement.h"
#include "xalloc.h"

struct replay {
	const struct placement_policy *policy;
	const char *name;       /* one of the policy's names, as the user gave it */
	int64_t run;
	struct allocators allocators;
	struct table placed;    /* moment of the allocation -> its block, as long as it lives */
	struct row_writer verdicts;
};

/* Writes one row; what is not known or does not apply is NULL. h: the event that it is about; NULL:
 * the row is a sum. */
static void give(struct replay *r, const struct allocator *a, const char *verdict, int64_t count,
	const struct allocator_event *h)
{
	bool oom = h && (h->kind == ALLOCATOR_OOM || h->kind == ALLOCATOR_ALLOC);
	bool failed = h && (h->kind == ALLOCATOR_OOM || h->kind == ALLOCATOR_CLASH);

	WRITE_ROW(&r->verdicts, NUMBER(run, (uint64_t)r->run), NUMBER(handle, (uint64_t)a->handle),
		TEXT(kind, a->small ? "l1_small" : "l1"), TEXT(policy, r->name), TEXT(verdict, verdict),
		NUMBER(count, (uint64_t)count), NUMBER(time_ns, h ? (uint64_t)h->time_ns : L1T_UNKNOWN),
		TEXT(failure_kind, !h ? NULL : oom ? "oom" : "clash"),
		NUMBER(failure, failed ? (uint64_t)h->id : L1T_UNKNOWN),
		NUMBER(need_bytes, oom ? h->bytes : L1T_UNKNOWN),
		NUMBER(region_end, h && !oom ? h->bytes : L1T_UNKNOWN),
		NUMBER(free_bytes, h ? a->heap.free_bytes : L1T_UNKNOWN),
		NUMBER(largest_free_bytes, h ? bank_heap_largest(&a->heap, r->policy) : L1T_UNKNOWN),
		NUMBER(lowest_buffer, h ? bank_heap_lowest(&a->heap, r->policy) : L1T_UNKNOWN),
		NUMBER(op, h && h->kind == ALLOCATOR_OP ? (uint64_t)h->id : L1T_UNKNOWN),
		NUMBER(name, h ? (uint64_t)h->name : L1T_UNKNOWN),
		NUMBER(callsite, h ? (uint64_t)h->callsite : L1T_UNKNOWN));
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
	if (done && address != h->address && r->policy == placement_policies) {
		/* the rule missed the recorded address: go on with that one */
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

/* Would a recorded failure have happened, or a launch that ran have failed? Writes the row. */
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

		/* where blocks may be moved, they have no addresses to compare */
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

/* Calls `act` for each policy of `names` (commas between, or "all"), with the name as given. */
static void each_policy(const char *names, void (*act)(const struct placement_policy *p,
	const char *name, void *context), void *context)
{
	char name[40];

	if (!strcmp(names, "all")) {
		for (const struct placement_policy *p = placement_policies; p->name; p++)
			if (p == placement_policies || p->choose != placement_policies->choose)
				act(p, p->name, context);
		return;
	}
	for (const char *p = names;; p++) {
		size_t n = strcspn(p, ",");
		const struct placement_policy *policy;

		snprintf(name, sizeof(name), "%.*s", (int)n, p);
		policy = placement_policy(name);
		if (!policy)
			die(EXIT_USAGE, "unknown policy '%.*s'; l1analyze frag -h lists them", (int)n, p);
		/* each name of the runtime's rule means the runtime's own policy */
		act(policy->choose == placement_policies->choose && !policy->moves ? placement_policies
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
	sqlite3_stmt *runs = statement(db, "run_numbers");
	struct all all = {0};

	statement_run(db, "frag_verdict_table");
	all.replay.verdicts = row_writer(db, "verdict");
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
	row_writer_free(&all.replay.verdicts);
}
