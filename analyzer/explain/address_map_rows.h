/*
 * Rows of the temporary table address_map, for the files that find what they say.
 *
 * Must not know: how rows are printed.
 */
#ifndef ADDRESS_MAP_ROWS_H
#define ADDRESS_MAP_ROWS_H

#include "live_at.h"
#include "row_writer.h"

/* Where rows go: those of one chip at an instant. */
struct map_writer {
	sqlite3 *db;
	struct row_writer rows;
	struct instant at;
	const char *op;         /* whose the program is; NULL: not known */
	int which;              /* map, of several */
	const char *cores;      /* "x0,y0-x1,y1": of programs only what they have there; NULL: all */
};

struct map_row {
	const char *role, *owner_kind;          /* as in schema.sql's explanation, or "free" */
	const char *owner, *callsite, *note;
	uint64_t address, bytes_per_core, id, size_bytes, alloc_ns;     /* UINT64_MAX: unknown */
};

/* Makes the table if there is none yet, and prepares to write. */
void map_open(struct map_writer *w);
void map_close(struct map_writer *w);
void map_write(struct map_writer *w, const struct map_row *row);
/* Rows of the regions of the instant's program; remark: about them, NULL: none. */
void map_write_regions(struct map_writer *w, const char *remark);
/* Rows of what this replay's captured launches have on the chip: their regions, and the buffers that
 * lived when they were captured and live no more. only_last: the regions that it left behind, those
 * of the last launch. */
void map_write_replay(struct map_writer *w, uint64_t op, bool only_last);

#endif
