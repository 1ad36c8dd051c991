/*
 * The trace is loaded as for `l1analyze explain`, and its last verdict is taken.
 *
 * Must not know: how it is shown.
 */
#include <stdio.h>
#include "database.h"
#include "input.h"
#include "last_cure.h"
#include "load.h"
#include "options.h"
#include "statement.h"
#include "xalloc.h"

void last_cure(const char *path, char *out, size_t room)
{
	char *word = xstrdup(path);
	struct options o = {.words = &word, .word_count = 1};
	struct input in = input_open(&o, 0, "watch", LOAD_EXPLAIN | LOAD_REGIONS | LOAD_BUFFERS | LOAD_OPS |
		LOAD_USES | LOAD_NO_PHASES | LOAD_VARIABLES);
	sqlite3_stmt *s = statement(in.db, "last_verdict");

	out[0] = 0;
	if (database_next(s))
		snprintf(out, room, "%s", (const char *)sqlite3_column_text(s, 0));
	sqlite3_finalize(s);
	input_close(&in);
}
