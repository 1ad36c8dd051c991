/*
 * Several answers at once, each in its file: see answers_folder.h.
 *
 * Must not know: the questions.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "answers_folder.h"
#include "message.h"
#include "output.h"
#include "query_run.h"
#include "readable.h"
#include "xalloc.h"

enum output_format answers_format(const struct options *o)
{
	return o->rows.format == FORMAT_TABLE && !options_given(o, "format") ? FORMAT_CSV
		: o->rows.format;
}

/* The options for one of the files; the caller frees its rows.output. */
static struct options options_of_file(const struct options *o, const struct named_answer *a)
{
	static const char *const ends[] = {"txt", "csv", "tsv", "json", "jsonl", "md"};
	struct options file = a->in_window ? options_unfiltered(o) : *o;

	file.rows = o->rows;
	file.rows.format = answers_format(o);
	file.rows.output = xprintf("%s/%s.%s", o->rows.output, a->name, ends[file.rows.format]);
	return file;
}

void answers_folder_begin(const struct named_answer *answers, size_t count, const struct options *o)
{
	struct stat st;

	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < i; k++)
			if (!strcmp(answers[i].name, answers[k].name))
				die(EXIT_USAGE, "'%s' is named twice", answers[i].name);
	if (mkdir(o->rows.output, 0777) && errno != EEXIST)
		die(EXIT_USAGE, "cannot make the folder '%s': %s", o->rows.output, strerror(errno));
	if (!lstat(o->rows.output, &st) && S_ISLNK(st.st_mode))
		die(EXIT_USAGE, "cannot write into '%s': it is a symbolic link; name the folder that it "
			"leads to", o->rows.output);
	if (stat(o->rows.output, &st) || !S_ISDIR(st.st_mode))
		die(EXIT_USAGE, "'%s' is no folder, and several answers need one", o->rows.output);
	for (size_t i = 0; i < count; i++) {
		struct options file = options_of_file(o, &answers[i]);

		output_check(&file);
		free((char *)file.rows.output);
	}
}

static sqlite3_stmt *rows_of(sqlite3 *db, const struct named_answer *a, const struct options *o)
{
	return (a->as_it_is ? query_rows_as_asked : query_rows)(db, a->sql, o);
}

static int write_file(sqlite3 *db, const struct named_answer *a, const struct options *o)
{
	struct options file = options_of_file(o, a);
	sqlite3_stmt *s = rows_of(db, a, &file);
	FILE *out = output_open(&file);
	uint64_t rows = output_rows(out, s, &file);
	int result = output_close(out, &file);

	sqlite3_finalize(s);
	if (!result) {
		put_text(stdout, file.rows.output, strlen(file.rows.output));
		printf("  %" PRIu64 " row%s\n", rows, rows == 1 ? "" : "s");
	}
	free((char *)file.rows.output);
	return result;
}

int answers_folder_write(sqlite3 *db, const struct named_answer *answers, size_t count,
	const struct options *o)
{
	int result = 0;

	/* what is wrong with one of them is found before the first is written */
	for (size_t i = 0; i < count; i++) {
		struct options file = options_of_file(o, &answers[i]);

		sqlite3_finalize(rows_of(db, &answers[i], &file));
		free((char *)file.rows.output);
	}
	for (size_t i = 0; i < count && !result; i++)
		result = write_file(db, &answers[i], o);
	return result;
}
