/* Asks the database a question and prints the rows: see answer.h. */
#include <stdio.h>
#include <string.h>
#include "answer.h"
#include "database.h"
#include "embedded.h"
#include "next_step.h"
#include "output.h"

const char *answer_query(const char *name)
{
	for (const struct embedded_file *f = embedded_files; f->name; f++)
		if (!strcmp(f->name, name) && strcmp(name, "schema") && strcmp(name, "window") &&
			strcmp(name, "views"))
			return f->text;
	return NULL;
}

void answer_narrow(sqlite3 *db, const char *name, const char *sql, const struct options *o)
{
	char words[200];
	sqlite3_stmt *s;

	snprintf(words, sizeof(words), "CREATE TEMP TABLE narrowed_%s AS ", name);
	s = answer_prepare_after(db, words, sql, o);
	database_insert(s);
	sqlite3_finalize(s);
	snprintf(words, sizeof(words), "DROP VIEW IF EXISTS temp.%s; CREATE TEMP VIEW %s AS "
		"SELECT * FROM narrowed_%s", name, name, name);
	database_run(db, words);
}

int answer_then(sqlite3 *db, const char *sql, const struct options *o, const char *next)
{
	sqlite3_stmt *s = answer_rows(db, sql, o);
	FILE *out = output_open(o);

	if (output_rows(out, s, o) && next && o->format == FORMAT_TABLE) {
		fputc('\n', out);
		next_step(out, o, 0, next);
	}
	sqlite3_finalize(s);
	return output_close(out, o);
}

int answer(sqlite3 *db, const char *sql, const struct options *o)
{
	return answer_then(db, sql, o, NULL);
}
