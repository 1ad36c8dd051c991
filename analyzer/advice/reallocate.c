/*
 * Tensors that are in the way of what failed, and would not be if they were moved before the line that
 * failed (ttnn.reallocate): see advice_planning.h.
 *
 * Must not know: SQL, how rows are printed.
 *
 * Moved is what one line made, each time before the other line runs, as the runtime moves: freed and
 * allocated again. Of a line of which several lie in L1 at such a time it would have to be said which; and a
 * tensor over which another one was made (a view) is not moved by ttnn.reallocate.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "advice_planning.h"
#include "executions.h"
#include "free_earlier.h"
#include "grown_array.h"
#include "work_allowance.h"
#include "xalloc.h"

enum {
	FAILURES_MAX = 8,       /* that are looked at */
	TRIED_MAX = 32,         /* lines, of each failure */
	STEPS_BACK_MAX = 1000,  /* calls */
	LOOKS_MAX = 10000000,   /* at lifetimes, of one line */
};

struct finding {
	const struct planning *p;
	struct table frames;    /* of lines before which something may be moved */
	struct executions executions;
	struct table tried;     /* the two frames -> this */
	struct candidate *at;   /* lifetime, made_at, freed_after: the line before which it is moved */
	size_t count, capacity;
};

static bool can_move(const struct finding *f, const struct lifetime *l)
{
	return !l->left_out && !l->captured && !l->waits && !l->small && !l->inside && !l->taken && l->made_at &&
		l->callsite > 0 && !takers_viewed(f->p->takers, site_tree_line(&f->p->s->sites,
		(uint64_t)l->callsite));
}

static uint64_t frame(const struct finding *f, size_t node)
{
	return f->p->s->sites.nodes[node].frame;
}

/* Adds the lines that made what lived at a failure, once each. */
static void add_candidates(struct finding *f, const struct call_event *failure)
{
	const struct run_story *s = f->p->s;
	size_t added = 0;

	for (size_t i = 0; i < s->lifetime_count && added < TRIED_MAX && work_spend(10); i++) {
		const struct lifetime *l = &s->lifetimes[i];
		struct candidate c = {.lifetime = i};
		uint64_t key;

		if (l->alloc_ns >= failure->time_ns)
			break;
		if (l->free_ns <= failure->time_ns || !can_move(f, l) || !failure->node ||
			!chip_group_has(f->p->plan.group, l->handle, l->alloc_ns) ||
			!free_earlier_lines(&s->sites, l->made_at, failure->node, &c))
			continue;
		key = frame(f, c.made_at) << 32 | frame(f, c.freed_after);
		/* what the failing line makes itself has no name before it */
		if (c.made_at == c.freed_after || table_get(&f->tried, key))
			continue;
		table_put(&f->tried, key, f);
		table_put(&f->frames, frame(f, c.freed_after), f);
		GROW(f->at, f->count, f->capacity);
		f->at[f->count++] = c;
		added++;
	}
}

/* All that the line made, in order of time. NULL: some of it cannot be moved. The caller frees it. */
static size_t *made_there(const struct finding *f, const struct candidate *c, size_t *count)
{
	const struct run_story *s = f->p->s;
	const struct site_tree *t = &s->sites;
	size_t *all = NULL, n = 0, capacity = 0;

	for (size_t i = 0; i < s->lifetime_count && work_spend(10); i++) {
		size_t at = site_tree_at_depth(t, s->lifetimes[i].made_at, t->nodes[c->made_at].depth);

		if (!at || frame(f, at) != frame(f, c->made_at))
			continue;
		if (!can_move(f, &s->lifetimes[i])) {
			free(all);
			return NULL;
		}
		GROW(all, n, capacity);
		all[n++] = i;
	}
	*count = n;
	return all;
}

/* The time before what an execution did first: before the allocations of its first op, too. */
static int64_t before(const struct finding *f, const struct execution *x)
{
	const struct run_story *s = f->p->s;
	size_t first = x->first;

	for (size_t i = x->first, steps = 0; i-- > 0 && steps < STEPS_BACK_MAX; steps++) {
		const struct call_event *c = &s->calls[i];

		if (c->thread != x->thread)
			continue;
		if (c->kind != CALL_ALLOC || !site_tree_within(&s->sites, c->node, x->node))
			break;
		first = i;
	}
	return s->calls[first].time_ns - 1;
}

/* Moves it each time before its second line runs. False: which one that would be is not known. */
static bool move(const struct finding *f, struct change *c, const struct candidate *which)
{
	const struct run_story *s = f->p->s;
	size_t count = 0, *all = made_there(f, which, &count);
	bool known = all && count * f->executions.count < LOOKS_MAX;

	for (size_t i = 0; known && i < f->executions.count; i++) {
		const struct execution *x = &f->executions.at[i];
		int64_t before_ns;
		size_t live = 0, one = 0;

		if (x->frame != frame(f, which->freed_after))
			continue;
		before_ns = before(f, x);
		for (size_t k = 0; k < count && work_spend(2); k++)
			if (s->lifetimes[all[k]].alloc_ns < before_ns && s->lifetimes[all[k]].free_ns > before_ns) {
				live++;
				one = all[k];
			}
		/* none: its variable holds something else then, or is not there yet */
		known = live == 1;
		if (known)
			program_change_do(c, s->lifetimes[one].born, before_ns, MOVES_THEN);
	}
	free(all);
	return known && c->free_count;
}

static char *variable_of(const struct run_story *s, const struct candidate *c)
{
	const struct lifetime *l = &s->lifetimes[c->lifetime];
	char name[ASSIGNED_NAME_BYTES + 1];

	if (c->argument || !site_tree_variable(&s->sites, (uint64_t)l->callsite, s->sites.nodes[c->made_at].depth, name) ||
		strpbrk(name, ",[") ||
		site_tree_sets(&s->sites, c->made_at, c->freed_after, UNTIL_IT_BEGINS, name))
		return NULL;
	return xstrdup(name);
}

static void add(const struct finding *f, struct changes *all, const struct candidate *which)
{
	const struct run_story *s = f->p->s;
	struct change c = {.kind = CHANGE_REALLOCATE, .made_at = which->made_at, .at = which->freed_after,
		.lifetime = which->lifetime, .cost = s->lifetimes[which->lifetime].bytes, .as_large = true};

	if (!move(f, &c, which)) {
		program_change_free(&c);
		return;
	}
	c.variable = variable_of(s, which);
	if (which->argument)
		c.note = xstrdup("an argument: the names that its caller has of it hold nothing then");
	program_changes_add(all, c);
}

void advice_reallocate(const struct planning *p, struct changes *all)
{
	struct finding f = {.p = p};
	size_t failures = 0;

	if (p->replay->unknown || !p->replay->failures || !p->takers->count)
		return;                 /* views are not known */
	for (size_t i = 0; i < p->s->call_count && failures < FAILURES_MAX; i++)
		if (p->s->calls[i].kind == CALL_FAILURE) {
			failures++;
			add_candidates(&f, &p->s->calls[i]);
		}
	f.executions = executions_find(p->s, &f.frames);
	for (size_t i = 0; i < f.count && !work_half_is_done(); i++)
		add(&f, all, &f.at[i]);
	free(f.at);
	free(f.executions.at);
	table_free(&f.frames);
	table_free(&f.tried);
}
