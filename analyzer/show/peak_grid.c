/*
 * The peaks of a chip's cores as a map: see peak_grid.h.
 *
 * Must not know: of which time they are.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "core_grid.h"
#include "database.h"
#include "peak_grid.h"
#include "readable.h"
#include "statement.h"
#include "table_rows.h"
#include "xalloc.h"

enum { MAPS_MOST = 4, CHIPS_BYTES = 200 };

struct chip_map {               /* and the chips that it is of */
	struct core_grid grid;
	int64_t run;
	char *chips;            /* "0,1,2" */
	int64_t least, most;    /* bytes */
};

struct maps {
	struct chip_map at[MAPS_MOST];
	size_t count;
	uint64_t cores, chips, others;  /* others: chips with yet another map */
	int64_t least, most;            /* bytes of all cores */
	bool even;                      /* each chip's cores hold the same */
};

/* Puts a chip's map to an equal one, or keeps it. */
static void add(struct maps *m, const struct chip_map *map, int64_t chip)
{
	size_t i = 0;

	m->chips++;
	m->even &= map->least == map->most;
	m->least = m->chips == 1 || map->least < m->least ? map->least : m->least;
	m->most = m->chips == 1 || map->most > m->most ? map->most : m->most;
	while (i < m->count && (m->at[i].run != map->run || m->at[i].least != map->least ||
			m->at[i].most != map->most || !core_grid_equal(&m->at[i].grid, &map->grid)))
		i++;
	if (i == MAPS_MOST) {
		m->others++;
	} else if (i == m->count) {
		m->at[i] = *map;
		m->at[i].chips = xprintf("%" PRId64, chip);
		m->count++;
	} else {
		char *chips = xprintf("%s,%" PRId64, m->at[i].chips, chip);

		free(m->at[i].chips);
		m->at[i].chips = chips;
	}
}

static void read_maps(struct maps *m, sqlite3 *db, bool small)
{
	enum { RUN, OPENING, DEVICE, CORE_X, CORE_Y, PEAK_BYTES, USABLE_BYTES,
		L1_SMALL_SIZE_BYTES };          /* columns of grid_cores.sql */
	sqlite3_stmt *s = statement(db, "grid_cores");
	struct chip_map map = {.run = -1};
	int64_t opening = -1, chip = 0;

	while (database_next(s)) {
		const int64_t peak = sqlite3_column_int64(s, PEAK_BYTES), usable =
			sqlite3_column_int64(s, small ? L1_SMALL_SIZE_BYTES : USABLE_BYTES);

		if (map.run != sqlite3_column_int64(s, RUN) || opening != sqlite3_column_int64(s, OPENING)) {
			if (map.run >= 0)
				add(m, &map, chip);
			core_grid_begin(&map.grid);
			map.run = sqlite3_column_int64(s, RUN);
			opening = sqlite3_column_int64(s, OPENING);
			chip = sqlite3_column_int64(s, DEVICE);
			map.least = map.most = peak;
		}
		core_grid_set_bytes(&map.grid, sqlite3_column_int64(s, CORE_X),
			sqlite3_column_int64(s, CORE_Y), peak, usable);
		map.least = peak < map.least ? peak : map.least;
		map.most = peak > map.most ? peak : map.most;
		m->cores++;
	}
	if (map.run >= 0)
		add(m, &map, chip);
	sqlite3_finalize(s);
}

static void put_line(FILE *out, char *words, size_t width)
{
	put_wrapped(out, words, 0, 2, width);
	fputc('\n', out);
	free(words);
}

static void put_map(FILE *out, const struct terminal *t, const struct chip_map *map,
	bool small, size_t width)
{
	char chips[CHIPS_BYTES];

	put_ranges(chips, sizeof(chips), map->chips);
	if (map->least == map->most) {
		put_line(out, xprintf("chip%s %s: all cores hold %s bytes", strchr(map->chips, ',') ? "s" : "",
			chips, grouped((uint64_t)map->most)), width);
		return;
	}
	put_line(out, xprintf("chip%s %s: peak of each core, from %s to %s bytes of its %s",
		strchr(map->chips, ',') ? "s" : "", chips, grouped((uint64_t)map->least),
		grouped((uint64_t)map->most), small ? "L1_SMALL" : "L1"), width);
	core_grid_put_bytes(out, t, &map->grid, width);
}

void put_peak_grids(FILE *out, sqlite3 *db, const struct terminal *t, bool small, size_t width)
{
	struct maps *m = xcalloc(1, sizeof(*m));

	m->even = true;
	read_maps(m, db, small);
	if (m->cores && m->even && m->least == m->most) {
		char *of = m->chips > 1 ? xprintf(" of %s chips", grouped(m->chips)) : xstrdup("");

		put_line(out, xprintf("all %s cores%s hold the same at their peak", grouped(m->cores), of),
			width);
		free(of);
	} else {
		for (size_t i = 0; i < m->count; i++)
			put_map(out, t, &m->at[i], small, width);
		if (m->others)
			put_line(out, xprintf("%s chip%s not drawn here; --device N draws one",
				grouped(m->others), m->others > 1 ? "s are" : " is"), width);
	}
	for (size_t i = 0; i < m->count; i++)
		free(m->at[i].chips);
	free(m);
}
