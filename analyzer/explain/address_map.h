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
};

/*
 * Makes the table with every chip's map at this moment, rows marked with `which`; a second call
 * adds to it. `cores`: of programs only what they have there; NULL: all. Returns how many maps.
 */
int at_map(sqlite3 *db, const struct at_moment *m, int which, const char *cores);
/* The query for people where the map is that of a replay; NULL: it is not, and its rows are few. */
const char *at_summary(sqlite3 *db);

#endif
