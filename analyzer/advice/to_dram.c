/*
 * Buffers that live at the peak, or when something failed, and could be in DRAM: see advice_planning.h.
 *
 * Must not know: SQL, how rows are printed.
 *
 * It is advised for all that a line makes with one operation. Whether the ops that use it take it from DRAM
 * is not known of an op that did not take such an operand in the run, nor of any that takes it sharded:
 * then this is said. Their programs may be larger or smaller with it there; an op that sizes its program by
 * free L1 may take several times as much if it takes the tensor, or is told that more is free without it:
 * then it is advised only where something that failed fits (change_effects.c). Nor is it where a call
 * would bring it back (comes_back.h).
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "advice_planning.h"
#include "comes_back.h"
#include "grown_array.h"
#include "work_allowance.h"
#include "xalloc.h"

enum {
	LINES_MAX = 12,         /* that are tried */
	FAILURES_MAX = 4,       /* that are looked at */
	NAMED_MAX = 3,          /* users that are named */
	USERS_MAX = 64,         /* that are looked at */
	CALLERS_MAX = 16,
};

struct line {                   /* what a line makes with one operation */
	uint64_t key;           /* site_tree_line() */
	int64_t bytes;          /* the most at one of the moments that are looked at */
	int64_t now;            /* at the present one */
	size_t first;           /* lifetime; SIZE_MAX: none yet */
	bool stays;             /* part of it cannot be moved */
	bool sharded;
	bool several;           /* it was called from several places */
};

struct finding {
	const struct planning *p;
	struct comes_back back;
	struct table of;        /* key -> struct line */
	struct line **lines;
	size_t count, capacity;
};

static uint64_t key_of(const struct planning *p, const struct lifetime *l)
{
	return l->callsite > 0 ? site_tree_line(&p->s->sites, (uint64_t)l->callsite) : 0;
}

/* What the program cannot move, or what is not replayed when it is moved. */
static bool stays(const struct lifetime *l)
{
	return l->left_out || l->captured || l->waits || l->small || l->inside || l->taken || l->callsite <= 0;
}

static void find_lines(struct finding *f)
{
	const struct run_story *s = f->p->s;

	for (size_t i = 0; i < s->lifetime_count && work_spend(40); i++) {
		uint64_t key = key_of(f->p, &s->lifetimes[i]);
		struct line *line;

		if (!key || !site_tree_op(&s->sites, (uint64_t)s->lifetimes[i].callsite))
			continue;
		line = table_make(&f->of, key, sizeof(*line));
		if (!line->key) {
			*line = (struct line){.key = key, .first = i};
			GROW(f->lines, f->count, f->capacity);
			f->lines[f->count++] = line;
		}
		line->stays |= stays(&s->lifetimes[i]);
		line->sharded |= s->lifetimes[i].sharded;
		line->several |= s->lifetimes[i].made_at != s->lifetimes[line->first].made_at;
	}
}

/* Adds what lives at a time and would not be freed by then by what is advised already. */
static void look_at(struct finding *f, int64_t time_ns)
{
	const struct run_story *s = f->p->s;

	for (size_t i = 0; i < f->count; i++)
		f->lines[i]->now = 0;
	for (size_t i = 0; i < s->lifetime_count && work_spend(10); i++) {
		const struct lifetime *l = &s->lifetimes[i];
		struct line *line = l->alloc_ns <= time_ns && time_ns < l->free_ns && !f->p->applied[i] &&
			chip_group_has(f->p->plan.group, l->handle, l->alloc_ns)
			? table_get(&f->of, key_of(f->p, l)) : NULL;

		if (line)
			line->now += (int64_t)l->bytes;
	}
	for (size_t i = 0; i < f->count; i++)
		if (f->lines[i]->now > f->lines[i]->bytes)
			f->lines[i]->bytes = f->lines[i]->now;
}

static int largest_first(const void *a, const void *b)
{
	const struct line *x = *(struct line *const *)a, *y = *(struct line *const *)b;

	if (x->stays != y->stays)
		return x->stays - y->stays;
	if (x->bytes != y->bytes)
		return x->bytes > y->bytes ? -1 : 1;
	return x->first < y->first ? -1 : x->first > y->first;
}

/* ---- who uses it ---- */

struct user {                   /* ops of one name at one place */
	const struct taker *taker;
	bool accepts;
};

static void put_users(FILE *out, const struct planning *p, const struct user *users, size_t count, bool accepts)
{
	size_t named = 0, all = 0;

	for (size_t i = 0; i < count; i++)
		all += users[i].accepts == accepts;
	for (size_t i = 0; i < count && named < NAMED_MAX; i++) {
		const struct taker *t = users[i].taker;

		if (users[i].accepts != accepts)
			continue;
		fprintf(out, "%s%s", named++ ? ", " : "", t->name ? t->name : "an op");
		if (!t->node)
			continue;
		fputs(" at ", out);
		site_tree_put_place(&p->s->sites, t->node, out);
	}
	if (all > named)
		fprintf(out, " and %zu more", all - named);
}

/* Finds each op that uses what the line makes, once. */
static size_t find_users(const struct planning *p, const struct line *line, struct user *users)
{
	size_t n = 0;

	for (size_t i = 0; i < p->takers->count && n < USERS_MAX && work_spend(10); i++) {
		const struct taker *t = &p->takers->at[i];
		bool seen = false;

		if (t->line != line->key || !t->is_op || t->made)
			continue;
		for (size_t k = 0; k < n && !seen && work_spend(4); k++)
			seen = users[k].taker->by == t->by && users[k].taker->type == t->type;
		if (!seen)
			users[n++] = (struct user){t, !line->sharded && takers_took_dram(p->takers, t->type)};
	}
	return n;
}

/* Is it known that what makes it can put it into DRAM? An allocation can, which no op follows. */
static bool maker_can(const struct planning *p, const struct line *line)
{
	for (size_t i = 0; i < p->takers->count && work_spend(4); i++) {
		const struct taker *t = &p->takers->at[i];

		if (t->line == line->key && t->made && !takers_gave_dram(p->takers, t->type))
			return false;
	}
	return true;
}

/*
 * Does an op take or make it whose programs are as large as free L1 allows? It chooses another one then. So may
 * one whose regions lie over the shards that it takes or makes, and hold the bytes themselves without them.
 */
static bool is_sized_anew(const struct planning *p, const struct line *line)
{
	for (size_t i = 0; i < p->takers->count && work_spend(4); i++) {
		const struct taker *t = &p->takers->at[i];

		if (t->line == line->key && t->is_op && (line->sharded || (t->type > 0 &&
			table_get(&p->s->sized_types, (uint64_t)t->type))))
			return true;
	}
	return false;
}

static char *words(const struct finding *f, const struct line *line, uint64_t *uses)
{
	const struct planning *p = f->p;
	struct user users[USERS_MAX];
	size_t count = find_users(p, line, users), unsure = 0;
	struct text_file text;
	FILE *out = text_file_begin(&text);
	const char *op = site_tree_op(&p->s->sites, (uint64_t)p->s->lifetimes[line->first].callsite);

	*uses = 0;
	for (size_t i = 0; i < p->takers->count; i++)
		if (p->takers->at[i].line == line->key && p->takers->at[i].is_op && !p->takers->at[i].made)
			*uses += p->takers->at[i].count;
	for (size_t i = 0; i < count; i++)
		unsure += !users[i].accepts;
	if (!count)
		fputs("no op was seen to use it", out);
	else
		fprintf(out, "ops use it %" PRIu64 " time%s", *uses, *uses == 1 ? "" : "s");
	if (unsure < count) {
		fputs("; of these, this run has operands in DRAM for ", out);
		put_users(out, p, users, count, true);
	}
	if (unsure) {
		fputs("; not known to take it from DRAM: ", out);
		put_users(out, p, users, count, false);
	}
	if (count == USERS_MAX)
		fputs("; there may be more", out);
	if (!maker_can(p, line))
		fprintf(out, "; that %s can put it there is not known", op);
	if (line->several)
		fputs("; all that this line makes, for whatever caller", out);
	comes_back_say(&f->back, out);
	return text_file_end(&text);
}

static void add(const struct finding *f, struct changes *all, const struct line *line)
{
	const struct run_story *s = f->p->s;
	const struct lifetime *first = &s->lifetimes[line->first];
	struct change c = {.kind = CHANGE_TO_DRAM, .made_at = first->made_at, .at = first->made_at,
		.lifetime = line->first};

	for (size_t i = line->first; i < s->lifetime_count && work_spend(10); i++) {
		const struct lifetime *l = &s->lifetimes[i];

		if (key_of(f->p, l) != line->key)
			continue;
		program_change_hide(&c, i, l->alloc_ns, l->free_ns);
		program_change_do(&c, l->born, l->alloc_ns - 1, NEVER_TAKEN);
	}
	c.note = words(f, line, &c.cost);
	c.several = line->several;
	c.sized_anew = is_sized_anew(f->p, line);
	program_changes_add(all, c);
}

static bool brought_back(const struct finding *f, const struct line *line)
{
	const struct run_story *s = f->p->s;
	struct table seen = {0};
	bool found = comes_back_by_view(&f->back, line->key);

	for (size_t i = line->first; i < s->lifetime_count && !found && seen.count < CALLERS_MAX && work_spend(10); i++) {
		uint64_t callsite = (uint64_t)s->lifetimes[i].callsite;

		if (key_of(f->p, &s->lifetimes[i]) != line->key || table_get(&seen, callsite))
			continue;
		table_put(&seen, callsite, &seen);
		found = comes_back_by_name(&f->back, callsite);
	}
	table_free(&seen);
	return found;
}

void advice_to_dram(const struct planning *p, struct changes *all)
{
	struct finding f = {.p = p};
	size_t failures = 0;

	if (!p->takers->count)
		return;                 /* who uses what is not known */
	f.back = comes_back_read(p->s, p->takers);
	find_lines(&f);
	if (p->peak.peak < p->plan.group->count)
		look_at(&f, p->plan.group->at[p->peak.peak].time_ns);
	for (size_t i = 0; i < p->s->call_count && failures < FAILURES_MAX; i++)
		if (p->s->calls[i].kind == CALL_FAILURE) {
			failures++;
			look_at(&f, p->s->calls[i].time_ns);
		}
	if (f.count)
		qsort(f.lines, f.count, sizeof(*f.lines), largest_first);
	for (size_t i = 0; i < f.count && i < LINES_MAX && !f.lines[i]->stays && f.lines[i]->bytes; i++)
		if (!brought_back(&f, f.lines[i]))
			add(&f, all, f.lines[i]);
	free(f.lines);
	table_free_values(&f.of);
	comes_back_free(&f.back);
}
