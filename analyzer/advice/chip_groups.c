/*
 * Chips that hold the same, found by the lists of classes that share their rows: see chip_groups.h.
 *
 * Must not know: buffers, what could be changed.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "chip_groups.h"
#include "database.h"
#include "grown_array.h"
#include "id_map.h"
#include "statement.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { ROW_NS = 60, UNKNOWN = -1, EVENT_REPLAY = 5 /* of change_shared */ };

struct instant_row {
	int64_t classes;
	struct held held;
};

struct chip {                   /* one opening */
	struct chip_group group;
	uint64_t same;          /* equal where the chip is in the same lists */
};

struct reading {
	sqlite3 *db;
	int64_t run;
	struct instant_row *rows;
	size_t row_count, row_capacity;
	struct table used;      /* lists of classes that have rows */
	struct chip *chips;
	size_t chip_count, chip_capacity;
	struct table members;   /* list of classes -> struct members */
	struct table group_of;  /* what chips have in `same` -> number of their group, from 1 */
};

struct members {                /* the groups of a list of classes */
	size_t *groups;
	size_t count, capacity;
};

static sqlite3_stmt *ask(const struct reading *r, const char *name)
{
	sqlite3_stmt *s = statement(r->db, name);

	sqlite3_bind_int64(s, 1, r->run);
	return s;
}

static int64_t number_or(sqlite3_stmt *s, int column, int64_t other)
{
	return sqlite3_column_type(s, column) == SQLITE_INTEGER ? sqlite3_column_int64(s, column)
		: other;
}

static void read_rows(struct reading *r)
{
	/* columns of advise_instants.sql */
	enum { CLASSES, TIME_NS, EVENT, OP, NAME, TOTAL_BYTES };
	sqlite3_stmt *s = ask(r, "advise_instants");

	while (database_next(s) && work_spend(ROW_NS)) {
		int64_t classes = sqlite3_column_int64(s, CLASSES);

		GROW(r->rows, r->row_count, r->row_capacity);
		r->rows[r->row_count++] = (struct instant_row){classes,
			{.time_ns = sqlite3_column_int64(s, TIME_NS),
			.total_bytes = sqlite3_column_int64(s, TOTAL_BYTES),
			.op = sqlite3_column_int64(s, OP), .name = sqlite3_column_int64(s, NAME),
			.is_replay = sqlite3_column_int(s, EVENT) == EVENT_REPLAY}};
		if (!table_get(&r->used, (uint64_t)classes))
			table_put(&r->used, (uint64_t)classes, r);
	}
	sqlite3_finalize(s);
}

static void read_chips(struct reading *r)
{
	/* columns of advise_openings.sql */
	enum { OPENING, DEVICE, OPEN_NS, CLOSE_NS, PEAK_BYTES, HEADROOM_BYTES };
	sqlite3_stmt *s = ask(r, "advise_openings");

	while (database_next(s)) {
		GROW(r->chips, r->chip_count, r->chip_capacity);
		r->chips[r->chip_count++] = (struct chip){.group = {
			.opening = sqlite3_column_int64(s, OPENING),
			.device = sqlite3_column_int64(s, DEVICE),
			.open_ns = sqlite3_column_int64(s, OPEN_NS),
			.close_ns = number_or(s, CLOSE_NS, INT64_MAX),
			.peak_bytes = sqlite3_column_int64(s, PEAK_BYTES),
			.headroom_bytes = number_or(s, HEADROOM_BYTES, UNKNOWN)}};
	}
	sqlite3_finalize(s);
}

static int by_opening(const void *key, const void *member)
{
	int64_t opening = *(const int64_t *)key, other = ((const struct chip *)member)->group.opening;

	return opening < other ? -1 : opening > other;
}

static struct chip *chip_of(const struct reading *r, int64_t opening)
{
	return r->chip_count ? bsearch(&opening, r->chips, r->chip_count, sizeof(*r->chips),
		by_opening) : NULL;
}

static uint64_t mixed(uint64_t h, uint64_t with)
{
	h = (h ^ with) * 0x9e3779b97f4a7c15u;
	return h ^ h >> 29;
}

static void read_covers(struct reading *r)
{
	enum { HANDLE, OPENING };       /* columns of advise_covers.sql */
	sqlite3_stmt *s = ask(r, "advise_covers");

	while (database_next(s)) {
		struct chip *c = chip_of(r, sqlite3_column_int64(s, OPENING));

		if (!c || !work_spend(ROW_NS))
			continue;
		GROW(c->group.handles, c->group.handle_count, c->group.handle_capacity);
		c->group.handles[c->group.handle_count++] = sqlite3_column_int64(s, HANDLE);
		c->same = mixed(c->same, (uint64_t)sqlite3_column_int64(s, HANDLE));
	}
	sqlite3_finalize(s);
}

/* Calls `act` for each list of classes that has rows, and each chip of it. */
static void each_member(struct reading *r, void (*act)(struct reading *r, int64_t classes,
	struct chip *c))
{
	enum { CLASSES, OPENING };      /* columns of advise_class_lists.sql */
	sqlite3_stmt *s = ask(r, "advise_class_lists");

	while (database_next(s) && work_spend(ROW_NS)) {
		int64_t classes = sqlite3_column_int64(s, CLASSES);
		struct chip *c = chip_of(r, sqlite3_column_int64(s, OPENING));

		if (c && table_get(&r->used, (uint64_t)classes))
			act(r, classes, c);
	}
	sqlite3_finalize(s);
}

static void mark_same(struct reading *r, int64_t classes, struct chip *c)
{
	(void)r;
	c->same = mixed(c->same, (uint64_t)classes + 1);
}

static void add_chip(struct chip_group *g, int64_t device)
{
	char *chips = xprintf("%s,%" PRId64, g->chips, device);

	free(g->chips);
	g->chips = chips;
}

/* Makes a group of the chips that have the same `same`. */
static struct chip_groups put_together(struct reading *r)
{
	struct chip_groups all = {0};

	for (size_t i = 0; i < r->chip_count; i++) {
		struct chip_group *g = &r->chips[i].group, *first;
		uintptr_t n = (uintptr_t)table_get(&r->group_of, r->chips[i].same);

		if (!n) {
			GROW(all.at, all.count, all.capacity);
			all.at[all.count++] = *g;
			all.at[all.count - 1].chips = xprintf("%" PRId64, g->device);
			table_put(&r->group_of, r->chips[i].same, (void *)(uintptr_t)all.count);
			continue;
		}
		first = &all.at[n - 1];
		if (first->peak_bytes < g->peak_bytes)
			first->peak_bytes = g->peak_bytes;
		if (first->headroom_bytes > g->headroom_bytes)
			first->headroom_bytes = g->headroom_bytes;
		add_chip(first, g->device);
		free(g->handles);
	}
	return all;
}

static void add_member(struct members *m, size_t group)
{
	for (size_t i = 0; i < m->count; i++)
		if (m->groups[i] == group)
			return;
	GROW(m->groups, m->count, m->capacity);
	m->groups[m->count++] = group;
}

static void put_members(struct reading *r, int64_t classes, struct chip *c)
{
	struct members *m = table_make(&r->members, (uint64_t)classes, sizeof(*m));
	uintptr_t n = (uintptr_t)table_get(&r->group_of, c->same);

	if (n && work_spend_each(m->count, 2))
		add_member(m, n - 1);
}

static void fill(struct reading *r, struct chip_groups *all)
{
	for (size_t i = 0; i < r->row_count; i++) {
		struct members *m = table_get(&r->members, (uint64_t)r->rows[i].classes);

		for (size_t k = 0; m && k < m->count && work_spend(4); k++) {
			struct chip_group *g = &all->at[m->groups[k]];

			GROW(g->at, g->count, g->capacity);
			g->at[g->count++] = r->rows[i].held;
		}
	}
}

static bool is_same_instant(const struct held *a, const struct held *b)
{
	return a->time_ns == b->time_ns && a->total_bytes == b->total_bytes && a->op == b->op &&
		a->name == b->name && a->is_replay == b->is_replay;
}

/* Do the chips of two groups hold the same at all times, though they share no lists of classes? */
static bool is_same(const struct chip_group *a, const struct chip_group *b)
{
	if (a->count != b->count || a->peak_bytes != b->peak_bytes || a->headroom_bytes != b->headroom_bytes ||
		a->open_ns != b->open_ns || a->close_ns != b->close_ns || a->handle_count != b->handle_count ||
		!work_spend_each(a->count, 2))
		return false;
	for (size_t i = 0; i < a->handle_count; i++)
		if (a->handles[i] != b->handles[i])
			return false;
	for (size_t i = 0; i < a->count; i++)
		if (!is_same_instant(&a->at[i], &b->at[i]))
			return false;
	return true;
}

static void free_group(struct chip_group *g)
{
	free(g->chips);
	free(g->handles);
	free(g->at);
}

static void fold(struct chip_groups *all)
{
	size_t kept = 0;

	for (size_t i = 0; i < all->count; i++) {
		size_t k = 0;

		while (k < kept && !is_same(&all->at[k], &all->at[i]))
			k++;
		if (k == kept) {
			all->at[kept++] = all->at[i];
			continue;
		}
		for (char *rest = all->at[i].chips, *chip; (chip = strsep(&rest, ","));)
			add_chip(&all->at[k], strtoll(chip, NULL, 10));
		free_group(&all->at[i]);
	}
	all->count = kept;
}

static int fullest_first(const void *a, const void *b)
{
	const struct chip_group *x = a, *y = b;

	if (x->peak_bytes != y->peak_bytes)
		return x->peak_bytes > y->peak_bytes ? -1 : 1;
	return x->opening < y->opening ? -1 : x->opening > y->opening;
}

struct chip_groups chip_groups_read(sqlite3 *db, int64_t run)
{
	struct reading r = {.db = db, .run = run};
	struct chip_groups all;

	read_rows(&r);
	read_chips(&r);
	read_covers(&r);
	each_member(&r, mark_same);
	all = put_together(&r);
	each_member(&r, put_members);
	fill(&r, &all);
	fold(&all);
	if (all.count)
		qsort(all.at, all.count, sizeof(*all.at), fullest_first);
	for (size_t i = 0; i < r.members.capacity; i++) {
		struct members *m = r.members.at[i].value;

		if (m)
			free(m->groups);
	}
	table_free_values(&r.members);
	table_free(&r.used);
	table_free(&r.group_of);
	free(r.rows);
	free(r.chips);
	return all;
}

void chip_groups_free(struct chip_groups *all)
{
	for (size_t i = 0; i < all->count; i++)
		free_group(&all->at[i]);
	free(all->at);
	*all = (struct chip_groups){0};
}

bool chip_group_has(const struct chip_group *g, int64_t handle, int64_t time_ns)
{
	if (time_ns < g->open_ns || time_ns > g->close_ns)
		return false;
	for (size_t i = 0; i < g->handle_count; i++)
		if (g->handles[i] == handle)
			return true;
	return false;
}

size_t chip_group_from(const struct chip_group *g, int64_t time_ns)
{
	size_t low = 0, high = g->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (g->at[middle].time_ns < time_ns)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}
