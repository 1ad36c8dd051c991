/*
 * Rows of tables mark_stretch and mark_path: which marks are open at each time. The names of the marks
 * that are open at the same time are a path, the innermost last; a path is one row, however often a
 * program is in it, and a time is looked up once, however many marks are open. A stretch of time lies
 * in each pass wholly, or not at all.
 *
 * Must not know: which begin belongs to which end.
 */
#ifndef MARK_PATHS_H
#define MARK_PATHS_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include "id_map.h"
#include "row_writer.h"
#include "text_numbers.h"

struct mark_paths {
	struct row_writer paths, stretches;
	uint64_t run, last;             /* number of the last path */
	struct text_numbers names;
	struct table longer;            /* by a path and a name: the path that is longer by that */
	int64_t time_ns;                /* of the latest change */
	uint64_t path, nth;             /* since then: the path, and the pass that is innermost */
	bool changed;                   /* and no row says so yet */
};

/* Free with mark_paths_end(). */
struct mark_paths mark_paths_begin(sqlite3 *db, uint64_t run);
/* Writes the last stretch. */
void mark_paths_end(struct mark_paths *p);
/* The number of `path` with this mark inside of it; path 0: none is open. */
uint64_t mark_path_in(struct mark_paths *p, uint64_t path, const char *name);
/*
 * A mark began or ended: from this time on the marks of `path` are open, and the innermost is the pass
 * `nth` of table phase. 0, 0: none is. Times do not go back.
 */
void mark_paths_at(struct mark_paths *p, int64_t time_ns, uint64_t path, uint64_t nth);

#endif
