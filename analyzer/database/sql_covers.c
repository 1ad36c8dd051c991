/*
 * covers(cores, x0, y0, x1, y1) in SQL: see sql_covers.h. NULL, an unknown set, covers nothing.
 *
 * Must not know: which rows are asked about.
 */
#include <stdio.h>
#include <string.h>
#include "sql_covers.h"
#include "work_allowance.h"
#include "xalloc.h"

static void covers(sqlite3_context *context, int count, sqlite3_value **values)
{
	const char *p = (const char *)sqlite3_value_text(values[0]);
	sqlite3_int64 x0 = sqlite3_value_int64(values[1]), y0 = sqlite3_value_int64(values[2]),
		x1 = sqlite3_value_int64(values[3]), y1 = sqlite3_value_int64(values[4]);
	unsigned c[4];
	int n = 0, found = 0;

	(void)count;
	for (; p && sscanf(p, "%5u,%5u-%5u,%5u%n", &c[0], &c[1], &c[2], &c[3], &n) == 4; p += n)
		if (found |= c[0] <= x1 && x0 <= c[2] && c[1] <= y1 && y0 <= c[3], !work_spend(150))
			break;
	sqlite3_result_int(context, found);
}

void covers_register(sqlite3 *db)
{
	if (sqlite3_create_function_v2(db, "covers", 5, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, covers,
			NULL, NULL, NULL) != SQLITE_OK)
		out_of_memory();
}
