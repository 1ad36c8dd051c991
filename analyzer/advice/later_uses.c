/*
 * What is not sure about later uses: see later_uses.h.
 *
 * Must not know: what would be saved, SQL.
 */
#include <stdlib.h>
#include <string.h>
#include "grown_array.h"
#include "later_uses.h"
#include "work_allowance.h"

enum { EVIDENCE_STEPS = 1 << 20 };       /* calls that are looked at for a piece */

struct later_uses later_uses_begin(const struct run_story *s)
{
	struct later_uses l = {.s = s};

	for (size_t i = 0; i < s->call_count; i++)
		if (s->calls[i].kind == CALL_FAILURE) {
			GROW(l.failures, l.failure_count, l.failure_capacity);
			l.failures[l.failure_count++] = &s->calls[i];
		}
	return l;
}

void later_uses_end(struct later_uses *l)
{
	free(l->failures);
	*l = (struct later_uses){0};
}

bool later_uses_outlives(const struct run_story *s, const struct candidate *c)
{
	return s->lifetimes[c->lifetime].free_ns > c->in->next_ns;
}

/* Index of the first call after this time. */
static size_t call_after(const struct later_uses *l, int64_t time_ns)
{
	size_t low = 0, high = l->s->call_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (l->s->calls[middle].time_ns <= time_ns)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Index of the first failure after this time, among all. */
static size_t failure_after(const struct later_uses *l, int64_t time_ns)
{
	size_t low = 0, high = l->failure_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (l->failures[middle]->time_ns <= time_ns)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Until when it is sure that nothing used the buffer after the piece frees it. */
static int64_t clean_until(const struct later_uses *l, const struct candidate *c)
{
	const struct lifetime *o = &l->s->lifetimes[c->lifetime];
	size_t i = failure_after(l, c->in->end_ns);

	if (o->used_ns > c->in->end_ns)
		return c->in->end_ns;
	return i < l->failure_count && l->failures[i]->time_ns < o->free_ns ? l->failures[i]->time_ns
		: o->free_ns;
}

/* Adds the lines of ops that ran after the buffer was used for the last time, and did not use it. */
static void add_evidence(const struct later_uses *l, const struct candidate *c, struct table *seen,
	size_t *steps)
{
	int64_t until_ns = clean_until(l, c);

	for (size_t i = call_after(l, c->in->end_ns); i < l->s->call_count && *steps < EVIDENCE_STEPS &&
		work_spend(20); i++, ++*steps) {
		const struct call_event *e = &l->s->calls[i];

		if (e->time_ns >= until_ns)
			return;
		if (e->kind == CALL_OP && !e->failed && e->line)
			table_put(seen, e->line, seen);
	}
}

/* Did all ops that may have used the buffer later run when buffers of its piece were there, unused? */
static bool shown_unused(const struct later_uses *l, const struct candidate *c, const struct table *seen,
	size_t *steps)
{
	const struct lifetime *o = &l->s->lifetimes[c->lifetime];
	size_t i;

	for (i = call_after(l, c->in->end_ns); i < l->s->call_count &&
		l->s->calls[i].time_ns <= o->used_ns; i++) {
		const struct call_event *e = &l->s->calls[i];

		if (++*steps >= EVIDENCE_STEPS || !work_spend(20))
			return false;
		if (e->kind == CALL_OP && !table_get(seen, e->line))
			return false;
	}
	for (i = failure_after(l, c->in->end_ns); i < l->failure_count &&
		l->failures[i]->time_ns < o->free_ns; i++)
		if (++*steps >= EVIDENCE_STEPS || !table_get(seen, l->failures[i]->line))
			return false;
	return true;
}

bool later_uses_none(const struct later_uses *l, const struct candidate *c, size_t count)
{
	struct table seen = {0};
	size_t steps = 0, doubtful = 0;
	bool is = true;

	for (size_t i = 0; i < count; i++)
		doubtful += later_uses_outlives(l->s, &c[i]) &&
			clean_until(l, &c[i]) < l->s->lifetimes[c[i].lifetime].free_ns;
	/* of a tensor that lived when something failed, what the line would have read next is not known */
	for (size_t i = 0; i < count && doubtful; i++)
		if (later_uses_outlives(l->s, &c[i]) &&
			clean_until(l, &c[i]) == l->s->lifetimes[c[i].lifetime].free_ns)
			add_evidence(l, &c[i], &seen, &steps);
	steps = 0;
	for (size_t i = 0; i < count && doubtful && is; i++)
		is = !later_uses_outlives(l->s, &c[i]) || shown_unused(l, &c[i], &seen, &steps);
	table_free(&seen);
	return is;
}

bool later_uses_mentioned(const struct run_story *s, const struct candidate *c)
{
	const struct site_tree *t = &s->sites;
	char names[ASSIGNED_NAME_BYTES + 1], *rest = names;
	bool again = false;

	if (c->argument || !site_tree_variable(t, (uint64_t)s->lifetimes[c->lifetime].callsite,
		t->nodes[c->made_at].depth, names))
		return false;
	for (char *name; !again && (name = strsep(&rest, ", "));) {
		name[strcspn(name, "[")] = 0;
		again = *name && site_tree_mentions(t, c->freed_after, name,
			c->made_at == c->freed_after);
	}
	return again;
}
