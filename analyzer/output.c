/*
 * Rows of a statement in one of five formats: see output.h. NULL is empty in csv and tsv, null in
 * JSON, a dash in tables. Tables group thousands and are as wide as their widest rows.
 *
 * Must not know: what the rows are.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "database.h"
#include "output.h"
#include "say.h"

FILE *output_open(const struct options *o)
{
	FILE *f;

	if (!o->output)
		return stdout;
	f = fopen(o->output, o->force ? "we" : "wxe");
	if (!f && errno == EEXIST)
		die(EXIT_USAGE, "cannot write '%s': it exists; overwrite it with -f", o->output);
	if (!f)
		die(EXIT_USAGE, "cannot write '%s': %s", o->output, strerror(errno));
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
	say("cannot write '%s': %s", o->output ? o->output : "standard output", strerror(error));
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

/* Bytes of the UTF-8 character at p; 0: it is none. */
static int utf8_bytes(const unsigned char *p)
{
	int n = *p < 0x80 ? 1 : *p >= 0xc2 && *p < 0xe0 ? 2 : (*p & 0xf0) == 0xe0 ? 3
		: *p >= 0xf0 && *p < 0xf5 ? 4 : 0;

	for (int i = 1; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	/* longer than needed, a surrogate half, or behind the last character there is */
	if ((*p == 0xe0 && p[1] < 0xa0) || (*p == 0xed && p[1] >= 0xa0) ||
		(*p == 0xf0 && p[1] < 0x90) || (*p == 0xf4 && p[1] >= 0x90))
		return 0;
	return n;
}

static void put_json(FILE *out, const char *text)
{
	fputc('"', out);
	for (const unsigned char *p = (const unsigned char *)text; *p;) {
		int n = utf8_bytes(p);

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

static void separated(FILE *out, sqlite3_stmt *s, char separator)
{
	for (int i = 0; i < sqlite3_column_count(s); i++) {
		const char *text = (const char *)sqlite3_column_text(s, i);

		if (i)
			fputc(separator, out);
		if (text)
			put_separated(out, text, separator);
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
		else if (type == SQLITE_INTEGER || type == SQLITE_FLOAT)
			fputs((const char *)sqlite3_column_text(s, i), out);
		else
			put_json(out, (const char *)sqlite3_column_text(s, i));
	}
	fputc('}', out);
}

/* ---- tables ---- */

enum { MEASURED_ROWS = 200000, WIDTH_MAX = 60 };

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && !strcmp(text + n - m, end);
}

/* Short times keep their digits: none of them reads 0.000. */
static void put_time(char *out, size_t room, int64_t ns)
{
	if (ns > -1000 && ns < 1000)
		snprintf(out, room, "%d ns", (int)ns);
	else if (ns > -1000000 && ns < 1000000)
		snprintf(out, room, "%.3f us", (double)ns / 1e3);
	else
		snprintf(out, room, "%.3f ms", (double)ns / 1e6);
}

/* "1,234,567"; times in ns as ns, us or ms; addresses and ids plain. */
static void cell(char *out, size_t room, sqlite3_stmt *s, int i)
{
	const char *name = sqlite3_column_name(s, i);
	char digits[32];
	size_t n, used = 0;

	if (sqlite3_column_type(s, i) == SQLITE_NULL) {
		snprintf(out, room, "-");
		return;
	}
	if (sqlite3_column_type(s, i) == SQLITE_INTEGER && ends_with(name, "_ns") &&
		strcmp(name, "wall_ns")) {
		put_time(out, room, sqlite3_column_int64(s, i));
		return;
	}
	if (sqlite3_column_type(s, i) != SQLITE_INTEGER || !(ends_with(name, "_bytes") ||
			ends_with(name, "bytes_per_core") || !strcmp(name, "count"))) {
		snprintf(out, room, "%s", (const char *)sqlite3_column_text(s, i));
		for (char *p = out; *p; p++)
			if ((unsigned char)*p < 0x20 || *p == 0x7f)
				*p = '?';
		return;
	}
	snprintf(digits, sizeof(digits), "%" PRId64, (int64_t)sqlite3_column_int64(s, i));
	n = strlen(digits);
	for (size_t k = 0; k < n && used + 2 < room; k++) {
		out[used++] = digits[k];
		if (digits[k] != '-' && k + 1 < n && (n - k - 1) % 3 == 0)
			out[used++] = ',';
	}
	out[used] = 0;
}

static void measure(sqlite3_stmt *s, size_t *width, bool *right)
{
	char text[512];

	for (int i = 0; i < sqlite3_column_count(s); i++) {
		width[i] = strlen(sqlite3_column_name(s, i));
		right[i] = true;
	}
	for (int row = 0; row < MEASURED_ROWS && database_next(s); row++)
		for (int i = 0; i < sqlite3_column_count(s); i++) {
			cell(text, sizeof(text), s, i);
			if (strlen(text) > width[i])
				width[i] = strlen(text);
			if (sqlite3_column_type(s, i) == SQLITE_TEXT)
				right[i] = false;
		}
	sqlite3_reset(s);
	for (int i = 0; i < sqlite3_column_count(s); i++)
		if (!right[i] && width[i] > WIDTH_MAX && i + 1 < sqlite3_column_count(s))
			width[i] = WIDTH_MAX;
}

static void put_cell(FILE *out, const char *text, size_t width, bool right, bool last)
{
	if (last && !right)
		fputs(text, out);
	else
		fprintf(out, right ? "%*s" : "%-*s", (int)width, text);
	fputs(last ? "\n" : "  ", out);
}

static uint64_t table(FILE *out, sqlite3_stmt *s)
{
	int columns = sqlite3_column_count(s);
	size_t *width = calloc((size_t)columns + 1, sizeof(*width));
	bool *right = calloc((size_t)columns + 1, sizeof(*right));
	uint64_t rows = 0;
	char text[4096];

	if (!width || !right)
		die(EXIT_UNREADABLE, "out of memory");
	measure(s, width, right);
	for (int i = 0; i < columns; i++)
		put_cell(out, sqlite3_column_name(s, i), width[i], right[i], i + 1 == columns);
	while (database_next(s) && !ferror(out)) {
		for (int i = 0; i < columns; i++) {
			cell(text, sizeof(text), s, i);
			put_cell(out, text, width[i], right[i], i + 1 == columns);
		}
		rows++;
	}
	free(width);
	free(right);
	return rows;
}

uint64_t output_rows(FILE *out, sqlite3_stmt *s, enum output_format format)
{
	char separator = format == FORMAT_CSV ? ',' : '\t';
	uint64_t rows = 0;

	if (format == FORMAT_TABLE)
		return table(out, s);
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
