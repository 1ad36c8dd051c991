/*
 * Rows of a statement in one of five formats: see output.h. NULL is empty in csv and tsv, null in
 * JSON. In csv and tsv an apostrophe stands before texts that a spreadsheet would run. Tables are made in text_table.c.
 *
 * Must not know: what the rows are.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "database.h"
#include "message.h"
#include "names_near.h"
#include "output.h"
#include "readable.h"
#include "text_table.h"
#include "xalloc.h"

static bool same_file(const struct stat *a, const char *path)
{
	struct stat b;

	return !stat(path, &b) && a->st_dev == b.st_dev && a->st_ino == b.st_ino;
}

/* The trace it would be made of, maybe after hours on the hardware, is never overwritten. */
static void keep_inputs(const struct options *o, const struct stat *st)
{
	for (int i = 0; i < o->word_count; i++)
		if (same_file(st, o->words[i]))
			die(EXIT_USAGE, "cannot write '%s': it is an input", o->rows.output);
}

/* Somebody may have made it, where many may write: what it leads to is not overwritten. */
static void refuse_link(const struct options *o)
{
	struct stat st;

	if (!lstat(o->rows.output, &st) && S_ISLNK(st.st_mode))
		die(EXIT_USAGE, "cannot write '%s': it is a symbolic link; name the file that it leads to, "
			"or remove it", o->rows.output);
}

void output_check(const struct options *o)
{
	struct stat st;

	if (stat(o->rows.output, &st)) {
		refuse_link(o);
		return;
	}
	keep_inputs(o, &st);
	refuse_link(o);
	if (!S_ISREG(st.st_mode))
		die(EXIT_USAGE, "cannot write '%s': it is not a regular file", o->rows.output);
	if (!o->rows.force)
		die(EXIT_USAGE, "cannot write '%s': it exists; overwrite it with -f", o->rows.output);
}

/* A device or a pipe, /dev/stdout for one: nothing is lost there. */
static bool is_special(const char *path)
{
	struct stat st;

	return !stat(path, &st) && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

FILE *output_open(const struct options *o)
{
	bool special;
	struct stat st;
	FILE *f;
	int fd;

	if (!o->rows.output)
		return stdout;
	special = is_special(o->rows.output);
	if (!special)
		output_check(o);
	/* it is emptied when it is known to be what was looked at */
	fd = open(o->rows.output, O_WRONLY | O_CLOEXEC | O_NOCTTY | (special ? 0
		: O_CREAT | O_NOFOLLOW | (o->rows.force ? 0 : O_EXCL)), 0666);
	if (fd < 0 || fstat(fd, &st) || special == S_ISREG(st.st_mode) ||
		(!special && ftruncate(fd, 0)) || !(f = fdopen(fd, "w"))) {
		if (errno == ELOOP)
			refuse_link(o);
		die(EXIT_USAGE, "cannot write '%s': %s", o->rows.output,
			errno ? strerror(errno) : "it is another file now");
	}
	return f;
}

int output_close(FILE *out, const struct options *o)
{
	int failed = fflush(out) || ferror(out), error = errno;

	if (out != stdout && fclose(out)) {
		failed = 1;
		error = errno;
	}
	if (!failed || error == EPIPE)
		return EXIT_OK;
	say("cannot write '%s': %s", o->rows.output ? o->rows.output : "standard output", strerror(error));
	return EXIT_UNREADABLE;
}

/* As the sqlite3 shell quotes, so that its output and ours are the same bytes. */
static bool needs_quotes(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;

	for (; *p; p++)
		if (*p <= ' ' || *p == '"' || *p == '\'' || *p == ',' || *p >= 0x7f)
			return true;
	return p == (const unsigned char *)text;
}

static void put_separated(FILE *out, const char *text, char separator)
{
	if (separator == ',' && needs_quotes(text)) {
		fputc('"', out);
		for (; *text; text++) {
			if (*text == '"')
				fputc('"', out);
			fputc(*text, out);
		}
		fputc('"', out);
		return;
	}
	for (; *text; text++) {
		if (separator == '\t' && strchr("\t\n\r\\", *text))
			fprintf(out, "\\%c", *text == '\t' ? 't' : *text == '\n' ? 'n'
				: *text == '\r' ? 'r' : '\\');
		else
			fputc(*text, out);
	}
}

static void put_json(FILE *out, const char *text)
{
	fputc('"', out);
	for (const unsigned char *p = (const unsigned char *)text; *p;) {
		int n = utf8_bytes((const char *)p);

		if (*p == '"' || *p == '\\')
			fprintf(out, "\\%c", *p);
		else if (*p < 0x20 || *p == 0x7f)
			fprintf(out, "\\u%04x", *p);
		else if (n)
			fwrite(p, 1, (size_t)n, out);
		else
			fputs("\\ufffd", out);
		p += n ? n : 1;
	}
	fputc('"', out);
}

/* What a spreadsheet would take for a formula and run; names in a trace are anybody's. */
static bool is_formula(sqlite3_stmt *s, int column, const char *text)
{
	return sqlite3_column_type(s, column) == SQLITE_TEXT && *text && strchr("=+-@\t\r", *text);
}

static void separated(FILE *out, sqlite3_stmt *s, char separator)
{
	for (int i = 0; i < sqlite3_column_count(s); i++) {
		const char *text = (const char *)sqlite3_column_text(s, i);
		char *plain = NULL;

		if (i)
			fputc(separator, out);
		if (text && is_formula(s, i, text))
			plain = xprintf("'%s", text);
		if (text)
			put_separated(out, plain ? plain : text, separator);
		free(plain);
	}
	fputc('\n', out);
}

static void json(FILE *out, sqlite3_stmt *s)
{
	fputc('{', out);
	for (int i = 0; i < sqlite3_column_count(s); i++) {
		int type = sqlite3_column_type(s, i);

		if (i)
			fputs(", ", out);
		put_json(out, sqlite3_column_name(s, i));
		fputs(": ", out);
		if (type == SQLITE_NULL)
			fputs("null", out);
		else if (type == SQLITE_FLOAT && isinf(sqlite3_column_double(s, i)))
			/* JSON has no word for it; this reads as infinity */
			fputs(sqlite3_column_double(s, i) < 0 ? "-1e999" : "1e999", out);
		else if (type == SQLITE_INTEGER || type == SQLITE_FLOAT)
			fputs((const char *)sqlite3_column_text(s, i), out);
		else
			put_json(out, (const char *)sqlite3_column_text(s, i));
	}
	fputc('}', out);
}

size_t output_width(FILE *out, const struct options *o)
{
	return o->rows.has_width ? o->rows.width : terminal_width(out);
}

static uint64_t put_rows(FILE *out, sqlite3_stmt *s, const struct options *o)
{
	enum output_format format = o->rows.format;
	char separator = format == FORMAT_CSV ? ',' : '\t';
	uint64_t rows = 0;

	if (format == FORMAT_TABLE)
		return text_table_rows(out, s, o, output_width(out, o));
	if (format == FORMAT_CSV || format == FORMAT_TSV) {
		for (int i = 0; i < sqlite3_column_count(s); i++) {
			if (i)
				fputc(separator, out);
			put_separated(out, sqlite3_column_name(s, i), separator);
		}
		fputc('\n', out);
	}
	if (format == FORMAT_JSON)
		fputs("[", out);
	for (; database_next(s) && !ferror(out); rows++) {
		if (format == FORMAT_CSV || format == FORMAT_TSV) {
			separated(out, s, separator);
			continue;
		}
		if (format == FORMAT_JSON)
			fputs(rows ? ",\n" : "\n", out);
		json(out, s);
		if (format == FORMAT_JSONL)
			fputc('\n', out);
	}
	if (format == FORMAT_JSON)
		fputs("\n]\n", out);
	return rows;
}

/* No rows look like a good answer, or like a bug: which filter left none is said. */
static void say_nothing_left(sqlite3_stmt *s, const struct options *o)
{
	char words[400], meant[300] = "";

	o = o->given ? o->given : o;
	if (!options_filters(o, words, sizeof(words)))
		return;
	if (o->filter.op && o->filter.op[strspn(o->filter.op,
		"0123456789")] && sqlite3_table_column_metadata(
			sqlite3_db_handle(s), NULL, "op", "name", NULL, NULL, NULL, NULL, NULL) == SQLITE_OK)
		names_near(sqlite3_db_handle(s), NAMES_OF_OPS, o->filter.op, meant, sizeof(meant));
	say("no row is left by%s%s", words, meant);
}

uint64_t output_rows(FILE *out, sqlite3_stmt *s, const struct options *o)
{
	uint64_t rows = put_rows(out, s, o);

	if (!rows)
		say_nothing_left(s, o);
	return rows;
}
