/*
 * Tensors that lie on a few cores, spread over more: see sized_pieces.h.
 *
 * Must not know: how rows are printed.
 *
 * L1 reserves the same addresses on all banks, so a shard costs each core its bytes, whether data lie on
 * it or not. All tensors of one memory config change together, as it is one thing in a program; if they have
 * several shapes, what fits one may be refused for another. An op may be told, or require, on which cores its
 * shards lie: so only elementwise ones and copies may make and take them. What is replayed is their buffers;
 * what ops that work on them take for themselves is not known then, so neither is whether the peak is higher or
 * lower than is said.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "changed_peak.h"
#include "changed_replay.h"
#include "database.h"
#include "elementwise.h"
#include "grown_array.h"
#include "peak_without.h"
#include "readable.h"
#include "shard_grids.h"
#include "sized_pieces.h"
#include "statement.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { GROUPS_MOST = 32, SHOWN_MOST = 3, FORM_NS = 2000 };

struct config {                 /* tensors of one memory config and shape */
	char *key;
	uint64_t name;          /* number of the memory config alone */
	struct shard_grid grid;
	uint64_t cores;                 /* that have data now */
	uint64_t bytes, new_bytes;      /* of a bank */
	const struct lifetime *first;   /* of them; NULL: none was found yet */
	bool made_by_program;           /* at least one is not an op's own */
};

struct configs {
	struct config at[GROUPS_MOST];
	size_t count;
	struct table of_form;   /* form -> index in at + 1 */
	struct text_numbers names, shapes;
	struct table shape_of;  /* number of a memory config -> of the shape of its first tensor */
	struct table mixed;     /* memory configs of tensors of several shapes */
};

/* ---- what they are ---- */

/* columns of advise_shards.sql */
enum shard_column { C_FORM, C_LAYOUT, C_BYTES_PER_CORE, C_PAGE_BYTES, C_CORE_COUNT,
	C_PADDED_SHAPE, C_PAGE_LAYOUT, C_MEMORY, C_SHARD_SHAPE, C_SHARD_ORDER, C_SHARD_CORES, C_GRID_X,
	C_GRID_Y };

static const char *text_in(sqlite3_stmt *q, enum shard_column column)
{
	return (const char *)sqlite3_column_text(q, (int)column);
}

static uint64_t number_in(sqlite3_stmt *q, enum shard_column column)
{
	int64_t value = sqlite3_column_int64(q, (int)column);

	return value > 0 && value < UINT32_MAX ? (uint64_t)value : 0;
}

/* What the form would be over more cores. False: it is as wide as can be, or that is not known. */
static bool read_config(sqlite3_stmt *q, struct config *c)
{
	struct shards s;
	uint64_t page = number_in(q, C_PAGE_BYTES);

	c->bytes = number_in(q, C_BYTES_PER_CORE);
	if (!shards_read(&s, text_in(q, C_LAYOUT), text_in(q, C_PAGE_LAYOUT), text_in(q, C_PADDED_SHAPE),
		text_in(q, C_SHARD_SHAPE), text_in(q, C_SHARD_ORDER)))
		return false;
	/* so pages take what is thought here, without a rest */
	if (!page || s.per_shard * page != c->bytes || s.cores != number_in(q, C_CORE_COUNT))
		return false;
	c->grid = shard_grid_largest(&s, number_in(q, C_GRID_X), number_in(q, C_GRID_Y));
	if (!c->grid.columns)
		return false;
	c->cores = s.cores;
	c->new_bytes = s.across * s.down / (c->grid.columns * c->grid.rows) * page;
	/* what the runtime rounds is not proved */
	return c->new_bytes < c->bytes && c->new_bytes % 64 == 0;
}

/* The number of a memory config; notes whether its tensors have several shapes. */
static uint64_t name_of(struct configs *all, const char *memory, const char *cores, const char *shape)
{
	char *text = xprintf("%s %s", memory, cores);
	uint64_t name = text_number(&all->names, text, strlen(text));
	uint64_t number = text_number(&all->shapes, shape, strlen(shape));
	void **first = table_place(&all->shape_of, name);

	free(text);
	if (!*first)
		*first = (void *)(uintptr_t)number;
	else if ((uintptr_t)*first != number)
		table_put(&all->mixed, name, all);
	return name;
}

static void add_form(struct configs *all, sqlite3_stmt *q)
{
	const char *cores = text_in(q, C_SHARD_CORES), *shape = text_in(q, C_PADDED_SHAPE);
	struct config c = {0};
	size_t i = 0;

	if (!cores || !shape)
		return;
	c.name = name_of(all, text_in(q, C_MEMORY), cores, shape);
	if (!read_config(q, &c))
		return;
	c.key = xprintf("%s %s %s %s", text_in(q, C_MEMORY), cores, shape, text_in(q, C_PAGE_LAYOUT));
	while (i < all->count && (strcmp(all->at[i].key, c.key) || all->at[i].bytes != c.bytes))
		i++;
	if (i == all->count && all->count < GROUPS_MOST)
		all->at[all->count++] = c;
	else
		free(c.key);
	if (i < all->count)
		table_put(&all->of_form, (uint64_t)sqlite3_column_int64(q, C_FORM),
			(void *)(uintptr_t)(i + 1));
}

static void read_configs(struct configs *all, sqlite3 *db, int64_t run)
{
	sqlite3_stmt *q = statement(db, "advise_shards");

	sqlite3_bind_int64(q, 1, run);
	while (database_next(q) && work_spend(FORM_NS))
		add_form(all, q);
	sqlite3_finalize(q);
}

static void free_configs(struct configs *all)
{
	for (size_t i = 0; i < all->count; i++)
		free(all->at[i].key);
	table_free(&all->of_form);
	text_numbers_free(&all->names);
	text_numbers_free(&all->shapes);
	table_free(&all->shape_of);
	table_free(&all->mixed);
}

/* ---- what it saves ---- */

struct trying {
	const struct run_story *s;
	const struct table *bound;
	const struct chip_group *g;
	struct changed_replay replay;
	struct peak_without peak;
};

static void change(struct trying *t, const struct lifetime *l, const struct config *c, struct effect *e)
{
	struct allocator_event *alloc = changed_replay_alloc(&t->replay, l->born);
	int64_t less = (int64_t)(c->bytes - c->new_bytes);
	size_t from, to;

	if (alloc)
		alloc->bytes = c->new_bytes;
	from = chip_group_from(t->g, l->alloc_ns);
	to = l->free_ns == INT64_MAX ? t->g->count : chip_group_from(t->g, l->free_ns);
	t->peak.change[from] += less;
	t->peak.change[to] -= less;
	e->saved_bytes += from <= t->peak.peak && t->peak.peak < to ? less : 0;
	e->count++;
}

static bool is_copy(const char *op)
{
	static const char *const ops[] = {"ttnn.to_memory_config", "ttnn.interleaved_to_sharded",
		"ttnn.sharded_to_interleaved", "ttnn.reshard"};

	for (size_t i = 0; op && i < sizeof(ops) / sizeof(*ops); i++)
		if (!strcmp(op, ops[i]))
			return true;
	return false;
}

/* The lines that make or take what only some ops take on other cores. */
static struct table bound_lines(const struct takers *takers)
{
	static char bound;
	struct table lines = {0};

	for (size_t i = 0; i < takers->count && work_spend(20); i++) {
		const struct taker *t = &takers->at[i];

		if (t->line && (t->is_view || (t->is_op && !elementwise_op(t->name) && !is_copy(t->name))))
			table_put(&lines, t->line, &bound);
	}
	return lines;
}

/* All of a config; false: none can be changed. */
static bool change_all(struct trying *t, const struct configs *all, struct config *c, struct effect *e)
{
	uintptr_t n = (uintptr_t)(c - all->at) + 1;

	for (size_t i = 0; i < t->s->lifetime_count && work_spend(20); i++) {
		const struct lifetime *l = &t->s->lifetimes[i];

		if ((uintptr_t)table_get(&all->of_form, (uint64_t)l->form) != n ||
			!chip_group_has(t->g, l->handle, l->alloc_ns))
			continue;
		if (l->left_out || l->callsite <= 0 ||
			table_get(t->bound, site_tree_line(&t->s->sites, (uint64_t)l->callsite)))
			return false;
		if (!c->first)
			c->first = l;
		c->made_by_program |= !l->taken && l->made_at;
		change(t, l, c, e);
	}
	return e->count && c->made_by_program;
}

static char *reason(const struct config *c, const struct effect *e)
{
	return xprintf("it lies on %" PRIu64 " core%s and is reserved on all; %swhat ops take for themselves then "
		"is not known", c->cores, c->cores == 1 ? "" : "s", advice_goes_on(e));
}

static void say_what(struct sized_piece *p, sqlite3 *db, const struct run_story *s, const struct lifetime *l)
{
	enum { NAME, GIVEN, VARIABLE, TENSOR }; /* columns of advise_about.sql */
	sqlite3_stmt *q = statement(db, "advise_about");

	sqlite3_bind_int64(q, 1, s->run);
	sqlite3_bind_int64(q, 2, l->form);
	if (database_next(q)) {
		p->name = xstrdup((const char *)sqlite3_column_text(q, NAME));
		p->tensor = xstrdup((const char *)sqlite3_column_text(q, TENSOR));
	}
	sqlite3_finalize(q);
	p->callsite = l->made_at ? site_tree_text(&s->sites, l->made_at) : NULL;
}

static void try_config(struct sized_pieces *found, sqlite3 *db, const struct run_story *s,
	const struct chip_group *g, const struct address_replay *replay, const struct configs *all, struct config *c,
	const struct table *bound)
{
	struct trying t = {.s = s, .bound = bound, .g = g, .replay = changed_replay_begin(replay, g),
		.peak = peak_without_begin(g, s->lifetimes)};
	struct sized_piece p = {.action = "shard over more cores"};

	if (change_all(&t, all, c, &p.effect)) {
		advice_set_peak(s, g, &p.effect, peak_without_find(&t.peak));
		changed_replay_try(&t.replay, &p.effect);
		/* an op that is told that more is free may take several times as much */
		if (!p.effect.fails && (p.effect.prevented > 0 ||
			(p.effect.peak_bytes < g->peak_bytes && !p.effect.ask && !s->asks.partial))) {
			p.bytes_per_core = (int64_t)c->new_bytes;
			p.because = reason(c, &p.effect);
			p.cores = xprintf("%" PRIu64 "x%" PRIu64, c->grid.columns, c->grid.rows);
			say_what(&p, db, s, c->first);
			GROW(found->at, found->count, found->capacity);
			found->at[found->count++] = p;
		}
	}
	peak_without_end(&t.peak);
	changed_replay_end(&t.replay);
}

static int best_first(const void *a, const void *b)
{
	const struct sized_piece *x = a, *y = b;

	if (x->effect.prevented != y->effect.prevented)
		return x->effect.prevented > y->effect.prevented ? -1 : 1;
	if (x->effect.peak_bytes != y->effect.peak_bytes)
		return x->effect.peak_bytes < y->effect.peak_bytes ? -1 : 1;
	return x->effect.saved_bytes > y->effect.saved_bytes ? -1
		: x->effect.saved_bytes < y->effect.saved_bytes;
}

void wider_shards_find(struct sized_pieces *all, sqlite3 *db, const struct run_story *s,
	const struct chip_group *g, const struct address_replay *replay, const struct takers *takers)
{
	struct configs configs = {.count = 0};
	struct table bound;

	if (!takers->count)
		return;         /* who takes what is not known */
	bound = bound_lines(takers);
	read_configs(&configs, db, s->run);
	for (size_t i = 0; i < configs.count && !work_half_is_done(); i++)
		if (!table_get(&configs.mixed, configs.at[i].name))
			try_config(all, db, s, g, replay, &configs, &configs.at[i], &bound);
	free_configs(&configs);
	table_free(&bound);
	if (all->count)
		qsort(all->at, all->count, sizeof(*all->at), best_first);
	while (all->count > SHOWN_MOST)
		sized_piece_free(&all->at[--all->count]);
}
