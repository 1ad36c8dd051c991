/*
 * Rectangles of cores that divide a sharded tensor: see shard_grids.h.
 *
 * Must not know: SQL, buffers' lives.
 */
#include <stdlib.h>
#include <string.h>
#include "shard_grids.h"

enum { TILE = 32, GRID_MOST = 64 };

static const uint64_t LARGEST = 1u << 30;       /* no tensor of a chip has more rows or columns */

/* "[1, 1, 64, 128]": 64 rows of 128, the product of all but the last by the last. */
static bool rows_and_columns(const char *shape, uint64_t *rows, uint64_t *columns)
{
	*rows = *columns = 1;
	if (!shape || *shape != '[')
		return false;
	for (const char *at = shape + 1;; at++) {
		char *end;

		if (*at < '0' || *at > '9') {
			if (*at != ' ')
				return false;
			continue;
		}
		*rows *= *columns;
		*columns = strtoull(at, &end, 10);
		if (!*columns || *columns > LARGEST || *rows > LARGEST)
			return false;
		if (*end == ']')
			return true;
		if (*end != ',')
			return false;
		at = end;
	}
}

static uint64_t divided(uint64_t a, uint64_t b)
{
	return (a + b - 1) / b;
}

bool shards_read(struct shards *s, const char *layout, const char *page_layout, const char *padded_shape,
	const char *shard_shape, const char *shard_order)
{
	const bool tiles = page_layout && !strcmp(page_layout, "tile"), high = layout && *layout == 'h',
		block = layout && *layout == 'b';
	uint64_t rows, columns, shard_rows, shard_columns;

	*s = (struct shards){.split_across = !high, .split_down = high || block,
		.turned = block && shard_order && !strcmp(shard_order, "column major")};
	/* of rows that are not whole a page has another size on other cores */
	if (!layout || !page_layout || !shard_order || (!tiles && !high) ||
		!rows_and_columns(padded_shape, &rows, &columns) ||
		!rows_and_columns(shard_shape, &shard_rows, &shard_columns))
		return false;
	if (tiles && (rows % TILE || columns % TILE || shard_rows % TILE || shard_columns % TILE))
		return false;
	s->across = tiles ? columns / TILE : 1;
	s->down = tiles ? rows / TILE : rows;
	s->per_shard = tiles ? shard_rows / TILE * (shard_columns / TILE) : shard_rows;
	s->cores = divided(rows, shard_rows) * divided(columns, shard_columns);
	return true;
}

/* May the cores of a rectangle each have the same? */
static bool divides(const struct shards *s, uint64_t columns, uint64_t rows)
{
	if (!s->split_across)
		return s->down % (columns * rows) == 0;
	if (!s->split_down)
		return s->across % (columns * rows) == 0;
	return s->across % (s->turned ? rows : columns) == 0 && s->down % (s->turned ? columns : rows) == 0;
}

struct shard_grid shard_grid_largest(const struct shards *s, uint64_t columns, uint64_t rows)
{
	struct shard_grid best = {0, 0};
	uint64_t most = s->cores;

	for (uint64_t x = columns < GRID_MOST ? columns : GRID_MOST; x > 0; x--)
		for (uint64_t y = rows < GRID_MOST ? rows : GRID_MOST; y > 0; y--)
			if (x * y > most && divides(s, x, y)) {
				best = (struct shard_grid){x, y};
				most = x * y;
			}
	return best;
}
