/*
 * Writes rows of the temporary table address_map, for the files that find out what is in them.
 *
 * Must not know: how rows are printed.
 */
#ifndef ADDRESS_MAP_ROWS_H
#define ADDRESS_MAP_ROWS_H

#include "live_at.h"
#include "row_writer.h"

/* Where rows go, and what all rows of one chip at one instant share. */
struct map_writer {
	sqlite3 *db;
	struct row_writer rows;
	struct instant at;
	const char *op;         /* operation of the program; NULL: not known */
	const char *callsite;   /* of that; NULL: not known */
	int which;              /* number of the map: at_map()'s `which` */
	uint64_t captured_op;   /* of a replay: the launch that the regions are of; 0: it is none */
	const char *cores;      /* only regions on these cores, as "x0,y0-x1,y1"; NULL: all */
};

struct map_row {
	const char *role;       /* region, alias, lives, captured (used by a replay) or free */
	const char *owner_kind; /* kind of the buffer or region, or "free" */
	const char *owner, *callsite, *note;
	const char *tensor;     /* what a buffer holds; NULL: not known */
	const char *variable;   /* its name in the program; NULL: not known */
	uint64_t address, bytes_per_core, id, size_bytes, alloc_ns;     /* UINT64_MAX: unknown */
	const struct live_region *region;       /* NULL: the row is of none */
};

/* Makes the table if there is none yet, and prepares to write. */
void map_open(struct map_writer *w);
void map_close(struct map_writer *w);
void map_write(struct map_writer *w, const struct map_row *row);
/* Rows of the regions of the instant's program. remark: ends their notes; NULL: none. */
void map_write_regions(struct map_writer *w, const char *remark);
/* Rows of what the captured launches of the replay `op` use on the chip: their regions, and the
 * buffers that were live when they were captured and are freed now. only_last: only the regions of
 * the last launch, which the replay left in place. */
void map_write_replay(struct map_writer *w, uint64_t op, bool only_last);

#endif
