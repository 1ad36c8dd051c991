/* Asks the database a question and prints the rows: see answer.h. */
#include <stdio.h>
#include <string.h>
#include "answer.h"
#include "embedded.h"
#include "output.h"

const char *answer_query(const char *name)
{
	for (const struct embedded_file *f = embedded_files; f->name; f++)
		if (!strcmp(f->name, name) && strcmp(name, "schema"))
			return f->text;
	return NULL;
}

int answer(sqlite3 *db, const char *sql, const struct options *o)
{
	sqlite3_stmt *s = answer_prepare(db, sql, o);
	FILE *out = output_open(o);

	output_rows(out, s, o->format);
	sqlite3_finalize(s);
	return output_close(out, o);
}
