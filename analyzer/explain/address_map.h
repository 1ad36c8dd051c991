/*
 * What lay where at a moment: rows of the temporary table address_map.
 *
 * Must not know: how rows are printed.
 */
#ifndef ADDRESS_MAP_H
#define ADDRESS_MAP_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include "options.h"

enum at_kind { AT_TIME, AT_OP, AT_FAILURE, AT_PEAK };

struct at_moment {
	enum at_kind kind;
	struct moment time;     /* AT_TIME */
	int64_t number;         /* AT_OP, AT_FAILURE */
	/* AT_PEAK: of this run alone, where this op (0: none) has it at this time; run 0: of all */
	int64_t run, op, time_ns;
};

/*
 * Adds the map of every open chip at this moment to the table, which the first call creates.
 * `which` goes into the column of that name and keeps the maps of several calls apart. `cores`, as
 * "x0,y0-x1,y1 ...": only the program regions that share one of these cores; NULL: all. Returns the
 * number of maps; 0: no device was open.
 */
int at_map(sqlite3 *db, const struct at_moment *m, int which, const char *cores);
/* The text of the query that sums up the map of a replay, which has many rows; static. NULL: the
 * map is not that of a replay, and is shown whole. */
const char *at_summary(sqlite3 *db);

#endif
