/*
 * Many pairs of runs as one answer: see diff_many.h.
 *
 * Must not know: how runs are compared, what is too much, how it is shown.
 */
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "diff_many.h"
#include "pair_numbers.h"
#include "ranks_in_words.h"
#include "statement.h"
#include "text_numbers.h"
#include "xalloc.h"

static enum diff_verdict verdict_of(const struct compared_runs *c)
{
	struct diff_figure f[DIFF_FIGURES];
	bool worse = false, better = false;

	diff_figures(c, f);
	for (size_t i = 0; i < DIFF_FIGURES; i++) {
		worse = worse || diff_worse(&f[i]) > 0;
		better = better || diff_worse(&f[i]) < 0;
	}
	return worse ? DIFF_WORSE : !c->differs ? DIFF_EQUAL : better ? DIFF_BETTER : DIFF_OTHER;
}

/* All that is shown of a pair but its name; of pairs that do not differ nothing is. */
struct shown_figures {
	uint64_t rows;
	int64_t a[DIFF_FIGURES], b[DIFF_FIGURES];
	uint64_t ops[6];
};

static uint64_t number_of(struct text_numbers *t, uint64_t rows, const struct compared_runs *c)
{
	struct shown_figures shown = {.rows = rows, .ops = {c->ops.before, c->ops.after, c->ops.added,
		c->ops.removed, c->ops.changed, c->ops.inherited}};
	struct diff_figure f[DIFF_FIGURES];

	if (!c->differs)
		return 0;
	diff_figures(c, f);
	for (size_t i = 0; i < DIFF_FIGURES; i++) {
		shown.a[i] = f[i].a;
		shown.b[i] = f[i].b;
	}
	return text_number(t, (const char *)&shown, sizeof(shown));
}

/* Sets which pair each is shown by: the first of the same number. */
static void find_same(sqlite3 *db, struct compared_runs *at, size_t count)
{
	struct text_numbers rows = {0}, shown = {0};
	int64_t *first = xcalloc(count + 1, sizeof(*first));    /* by number: the pair; 0: none so far */

	for (size_t i = 0; i < count; i++) {
		const uint64_t n = number_of(&shown, pair_number(&rows, db, at[i].pair), &at[i]);

		if (!first[n])
			first[n] = at[i].pair;
		at[i].same = first[n];
	}
	free(first);
	text_numbers_free(&rows);
	text_numbers_free(&shown);
}

static int descending(int64_t a, int64_t b)
{
	return (a < b) - (a > b);
}

/* The worst first: more failures, then the larger peak, the smaller headroom, and so on; then by rank. */
static int by_worst(const void *a, const void *b)
{
	enum { PEAK, HEADROOM, LARGEST_FREE, FAILURES, LEAKS, LEAKED, USABLE };
	static const int order[DIFF_FIGURES] = {FAILURES, PEAK, HEADROOM, LEAKED, LEAKS, LARGEST_FREE, USABLE};
	const struct compared_runs *x = *(const struct compared_runs *const *)a,
		*y = *(const struct compared_runs *const *)b;
	struct diff_figure f[DIFF_FIGURES], g[DIFF_FIGURES];
	int result = (x->verdict > y->verdict) - (x->verdict < y->verdict);

	diff_figures(x, f);
	diff_figures(y, g);
	for (size_t i = 0; i < DIFF_FIGURES && !result; i++)
		result = descending(diff_worse(&f[order[i]]), diff_worse(&g[order[i]]));
	return result ? result : (x->pair > y->pair) - (x->pair < y->pair);
}

static void order(struct diff_many *m)
{
	struct compared_runs **all = xarray(m->count + 1, sizeof(*all));

	for (size_t i = 0; i < m->count; i++)
		if (m->at[i].same == m->at[i].pair)
			all[m->shown_count++] = &m->at[i];
	qsort(all, m->shown_count, sizeof(struct compared_runs *), by_worst);
	m->shown = xarray(m->shown_count + 1, sizeof(*m->shown));
	for (size_t i = 0; i < m->shown_count; i++)
		m->shown[i] = (size_t)(all[i] - m->at);
	free(all);
}

typedef bool chosen(const struct diff_many *m, const struct compared_runs *c, const void *how);

/* Those pairs that are chosen, in words; NULL: all are. */
static char *words_of(const struct diff_many *m, chosen *is_chosen, const void *how)
{
	int64_t *ranks = xarray(m->count + 1, sizeof(*ranks));
	const char **names = xarray(m->count + 1, sizeof(*names));
	size_t count = 0;
	char *words;

	for (size_t i = 0; i < m->count; i++) {
		if (!is_chosen(m, &m->at[i], how))
			continue;
		ranks[count] = m->at[i].rank;
		names[count++] = m->at[i].name;
	}
	words = count < m->count ? ranks_in_words(ranks, names, count) : NULL;
	free(ranks);
	free(names);
	return words;
}

static bool is_same(const struct diff_many *m, const struct compared_runs *c, const void *how)
{
	(void)m;
	return c->same == *(const int64_t *)how;
}

static void name_shown(struct diff_many *m)
{
	for (size_t i = 0; i < m->shown_count; i++) {
		struct compared_runs *c = &m->at[m->shown[i]];

		c->who = words_of(m, is_same, &c->pair);
		if (!c->who)
			c->who = xstrdup("all");
	}
	for (size_t i = 0; i < m->count; i++)
		m->at[m->at[i].same - 1].times++;
}

/* Its place in what is printed, and which pair it is shown by, for rows. */
static void keep_places(sqlite3 *db, const struct diff_many *m)
{
	sqlite3_stmt *s = statement(db, "comparison_place");
	uint64_t *place = xcalloc(m->count + 1, sizeof(*place));

	for (size_t i = 0; i < m->shown_count; i++)
		place[m->shown[i]] = i + 1;
	for (size_t i = 0; i < m->count; i++) {
		bind_named(s, ":pair", (uint64_t)m->at[i].pair);
		bind_named(s, ":place", place[m->at[i].same - 1]);
		bind_named(s, ":same", (uint64_t)m->at[i].same);
		database_insert(s);
	}
	sqlite3_finalize(s);
	free(place);
}

/* The worse of two figures; -1: not known. */
static int64_t worse_of(int64_t a, int64_t b, bool least)
{
	return a < 0 ? b : b < 0 ? a : (a < b) == least ? a : b;
}

static void add_figures(struct run_figures *all, const struct run_figures *one, bool first)
{
	const bool fuller = first || one->peak_bytes > all->peak_bytes;

	if (fuller) {
		free(all->op);
		free(all->callsite);
		all->op = xstrdup(one->op);
		all->callsite = xstrdup(one->callsite);
	}
	all->peak_bytes = first ? one->peak_bytes : worse_of(all->peak_bytes, one->peak_bytes, false);
	all->headroom_bytes = first ? one->headroom_bytes : worse_of(all->headroom_bytes, one->headroom_bytes, true);
	all->usable_bytes = first ? one->usable_bytes : worse_of(all->usable_bytes, one->usable_bytes, true);
	all->largest_free_bytes = first ? one->largest_free_bytes
		: worse_of(all->largest_free_bytes, one->largest_free_bytes, true);
	all->leaked_bytes = first ? one->leaked_bytes : worse_of(all->leaked_bytes, one->leaked_bytes, false);
	all->failures += one->failures;
	all->leaks += one->leaks;
	all->chips = one->chips > all->chips ? one->chips : all->chips;
}

/* Which figure of which side. */
struct place {
	size_t figure;
	int side;
};

static bool has_figure(const struct diff_many *m, const struct compared_runs *c, const void *how)
{
	const struct place *p = how;
	struct diff_figure all[DIFF_FIGURES], one[DIFF_FIGURES];

	diff_figures(&m->all, all);
	diff_figures(c, one);
	return p->side ? all[p->figure].b == one[p->figure].b : all[p->figure].a == one[p->figure].a;
}

static void put_together(struct diff_many *m)
{
	struct compared_runs *all = &m->all;
	struct diff_figure f[DIFF_FIGURES];

	for (size_t i = 0; i < m->count; i++) {
		add_figures(&all->a_figures, &m->at[i].a_figures, !i);
		add_figures(&all->b_figures, &m->at[i].b_figures, !i);
		all->differs = all->differs || m->at[i].differs;
		m->verdicts[m->at[i].verdict]++;
	}
	diff_figures(all, f);
	for (size_t i = 0; i < DIFF_FIGURES; i++)
		for (int side = 0; side < 2; side++)
			if (!f[i].counted && (side ? f[i].b : f[i].a) >= 0)
				all->where[i][side] = words_of(m, has_figure, &(struct place){i, side});
}

struct diff_many diff_many(sqlite3 *db, struct compared_runs *at, size_t count)
{
	struct diff_many m = {.at = at, .count = count};

	for (size_t i = 0; i < count; i++)
		at[i].verdict = verdict_of(&at[i]);
	find_same(db, at, count);
	order(&m);
	name_shown(&m);
	keep_places(db, &m);
	put_together(&m);
	return m;
}

void diff_many_free(struct diff_many *m)
{
	compared_runs_free(&m->all);
	free(m->shown);
}
