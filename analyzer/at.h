/*
 * What lay where at a moment: rows of the temporary table address_map.
 *
 * Must not know: how rows are printed.
 */
#ifndef AT_H
#define AT_H

#include <sqlite3.h>
#include "options.h"

enum at_kind { AT_TIME, AT_OP, AT_FAILURE };

struct at_moment {
	enum at_kind kind;
	struct moment time;     /* AT_TIME */
	int64_t number;         /* of the op or failure */
};

/*
 * Makes the table with every chip's map at this moment, rows marked with `which`; a second call
 * adds to it. `cores`: of programs only what they have there; NULL: all. Returns how many maps.
 */
int at_map(sqlite3 *db, const struct at_moment *m, int which, const char *cores);

#endif
