/* Which buffers a program could free earlier: see free_earlier.h. */
#include <stdlib.h>
#include <string.h>
#include "free_earlier.h"
#include "grown_array.h"
#include "work_allowance.h"
#include "xalloc.h"

struct times {                  /* of a second line, over all pieces: how often it ran to its end */
	size_t ended;
};

struct finding {
	const struct run_story *s;
	struct candidate *at;
	size_t count, capacity;
	struct table lines;             /* frame of second lines -> struct times */
	struct executions executions;
	struct later_uses later;
};

/* ---- where a tensor is made and could be freed ---- */

/*
 * The frames where the two call sites part, from the outside: lines of one function, or, where one line
 * calls both, the outermost frame of the second inside of it.
 */
bool free_earlier_lines(const struct site_tree *t, size_t made, size_t used, struct candidate *c)
{
	uint32_t depth = 1;
	size_t a, b;

	for (;; depth++) {
		a = site_tree_at_depth(t, made, depth);
		b = site_tree_at_depth(t, used, depth);
		if (!a || !b || a != b)
			break;
	}
	if (a && b && t->nodes[a].function == t->nodes[b].function) {
		c->made_at = a;
		c->freed_after = b;
		return true;
	}
	if (depth == 1)
		return false;           /* nothing in common: outer frames are missing */
	if (b) {                        /* made by an argument, used within the call */
		c->made_at = a ? a : made;
		c->freed_after = b;
		return c->argument = true;
	}
	/* the line that makes it uses it, by itself or through nothing that could free it */
	c->made_at = c->freed_after = used;
	return true;
}

static void add_candidate(struct finding *f, size_t i)
{
	const struct lifetime *l = &f->s->lifetimes[i];
	struct candidate c = {.lifetime = i};
	size_t call = (size_t)(uintptr_t)table_get(&f->s->call_of_op, (uint64_t)l->sure_op);

	if (l->left_out || !call || !l->made_at)
		return;
	c.call = call - 1;
	if (!f->s->calls[c.call].node ||
		!free_earlier_lines(&f->s->sites, l->made_at, f->s->calls[c.call].node, &c))
		return;
	GROW(f->at, f->count, f->capacity);
	f->at[f->count++] = c;
	table_make(&f->lines, f->s->sites.nodes[c.freed_after].frame, sizeof(struct times));
}

/* ---- pieces ---- */

static uint64_t frame(const struct finding *f, size_t node)
{
	return f->s->sites.nodes[node].frame;
}

static uint64_t piece_key(const struct finding *f, const struct candidate *c)
{
	return frame(f, c->freed_after) << 32 | frame(f, c->made_at);
}

static int by_piece(const void *a, const void *b, void *context)
{
	const struct candidate *x = a, *y = b;
	uint64_t k = piece_key(context, x), l = piece_key(context, y);

	if (k != l)
		return k < l ? -1 : 1;
	return x->lifetime < y->lifetime ? -1 : x->lifetime > y->lifetime;
}

struct deaths {                 /* of a piece, in one execution */
	size_t later, freed;    /* freed after it, freed in it */
};

/* Did the same call in the first line run again before what it had made died? */
static bool are_many(const struct finding *f, const struct candidate *c, size_t count)
{
	struct table last = {0};        /* node that makes them -> the one that dies last, + 1 */
	bool many = false;

	for (size_t i = 0; i < count && !many; i++) {
		const struct lifetime *l = &f->s->lifetimes[c[i].lifetime];
		size_t before = (size_t)(uintptr_t)table_get(&last, l->made_at);

		many = before && l->alloc_ns < c[before - 1].in->end_ns &&
			(!l->made_op || l->made_op != f->s->lifetimes[c[before - 1].lifetime].made_op);
		if (!before || c[i].in->end_ns > c[before - 1].in->end_ns)
			table_put(&last, l->made_at, (void *)(uintptr_t)(i + 1));
	}
	table_free(&last);
	return many;
}

/*
 * Is the piece sound? Each time that its second line ran to its end, as many tensors died in it and are
 * freed later; or those that died were freed by then. Where several live at once, the line may also
 * have run without an op, and kept one under another name (`total = w if total is None else add(total,
 * w)`): such a one is freed by itself, beside the one that dies.
 */
static bool each_time(struct finding *f, const struct candidate *c, size_t count, size_t *each)
{
	const struct times *times = table_get(&f->lines, frame(f, c->freed_after));
	struct table by_execution = {0};
	size_t ended = 0;
	bool sound = true, many;

	*each = 0;
	for (size_t i = 0; i < count; i++)
		if (!c[i].in)
			return false;
	many = are_many(f, c, count);
	for (size_t i = 0; i < count; i++) {
		struct deaths *d;

		/* what an op frees itself is not what its line makes */
		if (c->made_at == c->freed_after && !later_uses_outlives(f->s, &c[i]))
			continue;
		d = table_make(&by_execution, (uint64_t)(c[i].in - f->executions.at) + 1, sizeof(*d));
		ended += !d->later && !d->freed && !c[i].in->failed;
		if (later_uses_outlives(f->s, &c[i]))
			d->later++;
		else
			d->freed++;
	}
	for (size_t i = 0; i < by_execution.capacity; i++) {
		const struct deaths *d = by_execution.at[i].value;

		if (!d || f->executions.at[by_execution.at[i].key - 1].failed || !d->later)
			continue;
		if ((*each && *each != d->later) || (many && d->freed))
			sound = false;
		*each = d->later;
	}
	table_free_values(&by_execution);
	return sound && *each && ended == times->ended;
}

/* Adds the piece if it is sound. False: it is not. */
static bool put_piece(struct finding *f, struct pieces *all, const struct candidate *c, size_t count)
{
	struct piece p = {.made_at = c->made_at, .freed_after = c->freed_after, .argument = c->argument,
		.same_line = c->made_at == c->freed_after};

	/* a line with a loop in it makes or uses several: nobody could say which of them to free, or when */
	if (f->s->sites.nodes[c->made_at].loops || f->s->sites.nodes[c->freed_after].loops)
		return false;
	if (!each_time(f, c, count, &p.each) || !later_uses_none(&f->later, c, count) ||
		later_uses_mentioned(f->s, c))
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct lifetime *l = &f->s->lifetimes[c[i].lifetime];

		/* who frees what the line made, a list, say, frees this, too; or the line captures */
		if (l->captured || (l->waits && c[i].in->end_ns >= l->capture_ns))
			return false;
	}
	for (size_t i = 0; i < count; i++) {
		if (frame(f, c[i].made_at) != frame(f, p.made_at))
			p.also_made_at = c[i].made_at;
		if (!later_uses_outlives(f->s, &c[i]) || c[i].in->failed)
			continue;
		GROW(p.dying, p.count, p.capacity);
		p.dying[p.count++] = (struct dying){c[i].lifetime, c[i].in->end_ns};
	}
	GROW(all->at, all->count, all->capacity);
	all->at[all->count++] = p;
	return true;
}

static bool variable_of(const struct finding *f, const struct candidate *c,
	char out[ASSIGNED_NAME_BYTES + 1])
{
	const struct site_tree *t = &f->s->sites;
	const struct lifetime *l = &f->s->lifetimes[c->lifetime];

	return !c->argument && c->made_at != c->freed_after &&
		site_tree_variable(t, (uint64_t)l->callsite, t->nodes[c->made_at].depth, out) &&
		!strpbrk(out, ",[");
}

/* Those of one second line which are no pieces by themselves: those that assign to the same variable. */
static void put_joined(struct finding *f, struct pieces *all, const struct candidate *c, size_t count)
{
	struct candidate *same = xarray(count, sizeof(*same));
	char variable[ASSIGNED_NAME_BYTES + 1], other[ASSIGNED_NAME_BYTES + 1];
	size_t n = 0;

	for (size_t i = count; i-- > 0 && work_spend(500);) {
		if (!n ? !variable_of(f, &c[i], variable) : !variable_of(f, &c[i], other) ||
			strcmp(variable, other))
			continue;
		same[n++] = c[i];
	}
	if (n > 1)
		put_piece(f, all, same, n);
	free(same);
}

/* The pieces of one second line; c: by first line. */
static void put_line(struct finding *f, struct pieces *all, const struct candidate *c, size_t count)
{
	struct candidate *rest = xarray(count, sizeof(*rest));
	size_t n, left = 0;

	for (size_t i = 0; i < count; i += n) {
		for (n = 1; i + n < count && frame(f, c[i].made_at) == frame(f, c[i + n].made_at);)
			n++;
		if (put_piece(f, all, &c[i], n))
			continue;
		memcpy(&rest[left], &c[i], n * sizeof(*rest));
		left += n;
	}
	if (left && frame(f, rest[0].made_at) != frame(f, rest[left - 1].made_at))
		put_joined(f, all, rest, left);
	free(rest);
}

static void find_executions(struct finding *f)
{
	f->executions = executions_find(f->s, &f->lines);
	for (size_t i = 0; i < f->count; i++)
		f->at[i].in = execution_of(&f->executions, f->s, f->at[i].freed_after, f->at[i].call);
	for (size_t i = 0; i < f->executions.count; i++) {
		struct times *t = table_get(&f->lines, f->executions.at[i].frame);

		t->ended += !f->executions.at[i].failed;
	}
}

struct pieces free_earlier_find(const struct run_story *s)
{
	struct finding f = {.s = s};
	struct pieces all = {0};

	for (size_t i = 0; i < s->lifetime_count && work_spend(40); i++)
		add_candidate(&f, i);
	f.later = later_uses_begin(s);
	find_executions(&f);
	if (f.count)
		qsort_r(f.at, f.count, sizeof(*f.at), by_piece, &f);
	for (size_t i = 0, n; i < f.count; i += n) {
		for (n = 1; i + n < f.count &&
			frame(&f, f.at[i].freed_after) == frame(&f, f.at[i + n].freed_after);)
			n++;
		put_line(&f, &all, &f.at[i], n);
	}
	free(f.at);
	later_uses_end(&f.later);
	free(f.executions.at);
	table_free_values(&f.lines);
	return all;
}

void pieces_free(struct pieces *all)
{
	for (size_t i = 0; i < all->count; i++)
		free(all->at[i].dying);
	free(all->at);
	*all = (struct pieces){0};
}
