/*
 * Numbers for what differs in pairs of runs: see pair_numbers.h.
 *
 * Must not know: how it is shown.
 */
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "pair_numbers.h"
#include "statement.h"
#include "xalloc.h"

uint64_t pair_number(struct text_numbers *t, sqlite3 *db, int64_t pair)
{
	enum { ROW };           /* column of comparison_pair_rows.sql */
	sqlite3_stmt *s = statement(db, "comparison_pair_rows");
	uint64_t number = 0;

	sqlite3_bind_int64(s, 1, pair);
	while (database_next(s)) {
		/* a row after those before it: equal beginnings are kept once */
		const char *row = (const char *)sqlite3_column_text(s, ROW);
		const size_t bytes = strlen(row);
		char *text = xmalloc(sizeof(number) + bytes);

		memcpy(text, &number, sizeof(number));
		memcpy(text + sizeof(number), row, bytes);
		number = text_number(t, text, sizeof(number) + bytes);
		free(text);
	}
	sqlite3_finalize(s);
	return number;
}
