/*
 * schema: the tables and views, their columns and what they mean; all, or those that are named. The SQL
 * that is put together here has the name of a view, to learn its columns.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "command.h"
#include "database.h"
#include "embedded.h"
#include "message.h"
#include "output.h"
#include "query_run.h"
#include "schema_parts.h"
#include "xalloc.h"

/* The folder of the installed queries, found from the program's own path; "": there is none. */
static void find_queries(char *out, size_t room)
{
	ssize_t n = readlink("/proc/self/exe", out, room - 1);
	char *slash;

	out[n > 0 ? n : 0] = 0;
	for (int i = 0; i < 2; i++) {
		slash = strrchr(out, '/');
		if (slash)
			*slash = 0;
	}
	if ((size_t)snprintf(out + strlen(out), room - strlen(out), "/share/l1trace/queries") >= room ||
		access(out, R_OK))
		out[0] = 0;
}

#define ALL_OF "SELECT * FROM \"%.*s\""

enum { WIDTH = 80, NAME_CHARACTERS = 21 };

/* "--   name   what it means", broken between words; one blank before the next column at least. */
static void put_meaning(FILE *out, const char *name, const char *text, size_t bytes)
{
	const size_t begin = strlen("--   ") + NAME_CHARACTERS + 1;
	size_t used = begin;

	fprintf(out, "--   %-*s", NAME_CHARACTERS, name);
	for (const char *end = text + bytes; text < end; text += strspn(text, " ")) {
		size_t n = strcspn(text, " ");

		n = n < (size_t)(end - text) ? n : (size_t)(end - text);
		if (used + n >= WIDTH && used > begin) {
			fprintf(out, "\n--%*s", (int)(begin - strlen("--") - 1), "");
			used = begin;
		}
		fprintf(out, " %.*s", (int)n, text);
		used += n + 1;
		text += n;
	}
	fputc('\n', out);
}

static const char *columns_text(void)
{
	for (const struct embedded_file *f = embedded_files; f->name; f++)
		if (!strcmp(f->name, "columns"))
			return f->text;
	return "";
}

/* The columns of a question, and what each means; without those of the question `known`, if any. */
static void put_columns(FILE *out, sqlite3 *db, const char *sql, const char *known)
{
	sqlite3_stmt *s = database_prepare(db, sql), *k = known ? database_prepare(db, known) : NULL;

	for (int i = 0; i < sqlite3_column_count(s); i++) {
		const char *name = sqlite3_column_name(s, i);
		char *meaning = schema_column_meaning(columns_text(), name);

		if (!k || query_column(k, name) < 0)
			put_meaning(out, name, meaning ? meaning : "", meaning ? strlen(meaning) : 0);
		free(meaning);
	}
	sqlite3_finalize(k);
	sqlite3_finalize(s);
}

/* A view has its columns between what is said about it and its text; a table explains them itself. */
static void put_part(FILE *out, sqlite3 *db, const struct schema_part *part)
{
	char *sql = xprintf(ALL_OF, (int)part->name_bytes, part->name);

	fprintf(out, "%.*s", (int)(part->text - part->remark), part->remark);
	if (part->is_view)
		put_columns(out, db, sql, NULL);
	fprintf(out, "%.*s", (int)part->text_bytes, part->text);
	free(sql);
}

/* False: no table, view or named query has this name. */
static bool put_named(FILE *out, sqlite3 *db, const char *name)
{
	const char *sql = query_text(name);
	struct schema_part part;
	bool found = false, is_view = false;

	for (const struct embedded_file *f = embedded_files; f->name; f++) {
		const char *at = f->text;

		while (!query_text(f->name) && schema_part_next(&at, &part))
			if (strlen(name) == part.name_bytes && !strncmp(name, part.name, part.name_bytes)) {
				put_part(out, db, &part);
				found = true;
				is_view = part.is_view;
			}
	}
	if (sql) {
		char *view = is_view ? xprintf(ALL_OF, (int)strlen(name), name) : NULL;

		fprintf(out, "%s-- l1analyze query %s INPUT%s\n", found ? "\n" : "", name,
			is_view ? ", which has the columns of the view" : "");
		put_columns(out, db, sql, view);
		fputs(sql, out);
		free(view);
	}
	return found || sql;
}

static int put_chosen(FILE *out, const struct options *o)
{
	sqlite3 *db = database_create(NULL, NULL);

	for (int i = 0; i < o->word_count; i++) {
		if (i)
			fputc('\n', out);
		if (!put_named(out, db, o->words[i]))
			die(EXIT_USAGE, "no table, view or query is named '%s'; l1analyze schema lists them",
				o->words[i]);
	}
	sqlite3_close(db);
	fprintf(out, "-- next: l1analyze query %s run.db\n", query_text(o->words[0]) ? o->words[0] : "SQL");
	return output_close(out, o);
}

/* All names, each with its first sentence. */
static void put_list(FILE *out)
{
	struct schema_part part;

	fputs("\n-- Tables and views (l1analyze schema NAME shows one and its columns):\n", out);
	for (const struct embedded_file *f = embedded_files; f->name; f++) {
		const char *at = f->text;

		while (!query_text(f->name) && schema_part_next(&at, &part)) {
			char *meaning = schema_part_meaning(&part);
			char *name = xprintf("%.*s", (int)part.name_bytes, part.name);

			put_meaning(out, name, meaning, schema_sentence_bytes(meaning));
			free(name);
			free(meaning);
		}
	}
	fputs("\n-- Named queries (l1analyze query NAME INPUT asks one):\n", out);
	for (const struct embedded_file *f = embedded_files; f->name; f++)
		if (query_text(f->name))
			put_meaning(out, f->name, f->text + 3, strcspn(f->text + 3, "\n"));
}

static int run(const struct options *o)
{
	char queries[4096];
	FILE *out = output_open(o);

	if (o->word_count)
		return put_chosen(out, o);
	for (const struct embedded_file *f = embedded_files; f->name; f++)
		if (!query_text(f->name))
			fprintf(out, "%s%s", f == embedded_files ? "" : "\n", f->text);
	put_list(out);
	find_queries(queries, sizeof(queries));
	if (queries[0])
		fprintf(out, "-- Their files: sqlite3 run.db < %s/peak.sql\n", queries);
	fputs("-- next: l1analyze query peak run.db\n", out);
	return output_close(out, o);
}

const struct command cmd_schema = {
	.name = "schema",
	.answers = "the database's tables and columns, with what they mean",
	.help = "Examples:\n"
		"  l1analyze schema                  everything, as SQL with comments\n"
		"  l1analyze schema peak ops         only these tables, views or named queries\n",
	.takes = NO_FILTERS | NO_ROWS,
	.words = "[NAME..]",
	.first_input = words_as_typed,
	.run = run,
};
