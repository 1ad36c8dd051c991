/* Each time that a line of the program ran: see executions.h. */
#include <stdlib.h>
#include "executions.h"
#include "grown_array.h"
#include "work_allowance.h"
#include "xalloc.h"

struct running {                /* a line that a thread is in */
	size_t execution;       /* index */
	int64_t callsite, type; /* of its first operation */
	bool has_op;
	int64_t op_ns;          /* time of its last operation or failure */
	size_t op;              /* index of that call */
	bool op_failed;
};

struct thread {
	size_t node;            /* of its last call */
	int64_t inside_until_ns;        /* until then it is in one call of an operation */
	struct table running;   /* node -> struct running */
};

struct finding {
	const struct run_story *s;
	struct executions all;
	size_t *wanted;         /* by node: itself or the nearest above it that is wanted; 0: none */
	struct table threads;
};

static void begin(struct finding *f, struct running *r, size_t node, size_t call)
{
	const struct call_event *c = &f->s->calls[call];

	GROW(f->all.at, f->all.count, f->all.capacity);
	*r = (struct running){.execution = f->all.count};
	f->all.at[f->all.count++] = (struct execution){.node = node,
		.frame = f->s->sites.nodes[node].frame, .thread = c->thread, .first = call};
}

/* What was allocated after the last operation is the next execution's. */
static void end_at_op(struct finding *f, const struct running *r)
{
	struct execution *x = &f->all.at[r->execution];

	x->last = r->op;
	x->end_ns = r->op_ns;
	x->failed = r->op_failed;
}

static void add_call(struct finding *f, struct running *r, size_t call)
{
	const struct call_event *c = &f->s->calls[call];
	struct execution *x = &f->all.at[r->execution];

	x->last = call;
	x->end_ns = c->time_ns;
	x->failed = c->failed;
	if (c->kind == CALL_ALLOC)
		return;
	if (!r->has_op) {
		r->callsite = c->callsite;
		r->type = c->type;
	}
	r->has_op = true;
	r->op = call;
	r->op_ns = c->time_ns;
	r->op_failed = c->failed;
}

static bool comes_again(const struct running *r, const struct call_event *c)
{
	return c->kind == CALL_OP && r->has_op && r->callsite == c->callsite && r->type == c->type;
}

static void on_call(struct finding *f, size_t call)
{
	const struct call_event *c = &f->s->calls[call];
	struct thread *t = table_make(&f->threads, (uint64_t)c->thread + 1, sizeof(*t));

	for (size_t n = f->wanted[c->node]; n && work_spend(20);
		n = f->wanted[f->s->sites.nodes[n].parent]) {
		struct running *r = table_make(&t->running, n, sizeof(*r));
		bool goes_on = site_tree_within(&f->s->sites, t->node, n);

		if (goes_on && !f->s->sites.nodes[n].loops && c->time_ns >= t->inside_until_ns &&
			comes_again(r, c)) {
			end_at_op(f, r);
			goes_on = false;
		}
		if (!goes_on)
			begin(f, r, n, call);
		add_call(f, r, call);
	}
	t->node = c->node;
	if (c->inside_until_ns > t->inside_until_ns)
		t->inside_until_ns = c->inside_until_ns;
}

static void find_wanted(struct finding *f, const struct table *frames)
{
	const struct site_tree *t = &f->s->sites;

	f->wanted = xcalloc(t->count + 1, sizeof(*f->wanted));
	for (size_t n = 1; n < t->count; n++)   /* callers come before what they call */
		f->wanted[n] = table_get(frames, t->nodes[n].frame) ? n
			: f->wanted[t->nodes[n].parent];
}

/* Finds when each one's thread goes on. */
static void find_next(struct finding *f)
{
	const struct run_story *s = f->s;
	struct table last = {0};                /* thread -> index of its last call + 1 */
	size_t *next = xcalloc(s->call_count + 1, sizeof(*next));

	for (size_t i = 0; i < s->call_count; i++) {
		uint64_t thread = (uint64_t)s->calls[i].thread + 1;
		size_t before = (size_t)(uintptr_t)table_get(&last, thread);

		if (before)
			next[before - 1] = i;
		table_put(&last, thread, (void *)(uintptr_t)(i + 1));
	}
	for (size_t i = 0; i < f->all.count; i++) {
		struct execution *x = &f->all.at[i];

		x->next_ns = next[x->last] ? s->calls[next[x->last]].time_ns : INT64_MAX;
	}
	table_free(&last);
	free(next);
}

static int compare(size_t node, int64_t thread, size_t first, const struct execution *x)
{
	if (node != x->node)
		return node < x->node ? -1 : 1;
	if (thread != x->thread)
		return thread < x->thread ? -1 : 1;
	return first < x->first ? -1 : first > x->first;
}

static int in_order(const void *a, const void *b)
{
	const struct execution *x = a;

	return compare(x->node, x->thread, x->first, b);
}

struct executions executions_find(const struct run_story *s, const struct table *frames)
{
	struct finding f = {.s = s};

	find_wanted(&f, frames);
	for (size_t i = 0; i < s->call_count && work_spend(20); i++)
		on_call(&f, i);
	for (size_t i = 0; i < f.threads.capacity; i++) {
		struct thread *t = f.threads.at[i].value;

		if (t)
			table_free_values(&t->running);
	}
	table_free_values(&f.threads);
	free(f.wanted);
	find_next(&f);
	if (f.all.count)
		qsort(f.all.at, f.all.count, sizeof(*f.all.at), in_order);
	return f.all;
}

struct execution *execution_of(const struct executions *all, const struct run_story *s, size_t node,
	size_t call)
{
	size_t low = 0, high = all->count;

	/* the last one of the node and thread that does not begin after the call */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(node, s->calls[call].thread, call, &all->at[middle]) >= 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low || all->at[low - 1].node != node || all->at[low - 1].thread != s->calls[call].thread ||
		all->at[low - 1].last < call)
		return NULL;
	return &all->at[low - 1];
}
