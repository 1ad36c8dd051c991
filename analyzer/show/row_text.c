/*
 * Rows in csv, tsv, json, jsonl or Markdown: see row_text.h. Millions of rows are ordinary, so a row is put
 * together in a buffer here, and stdio gets it whole: it also writes what there is when the program
 * ends in the middle.
 *
 * Must not know: what the rows are.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "readable.h"
#include "row_text.h"
#include "xalloc.h"

enum {
	BUFFER_BYTES = 1 << 14, /* a longer row is given in parts */
	VALUE_BYTES = 32,       /* at least as many as an integer and what separates values take */
};

struct row_text {
	FILE *out;
	enum output_format format;
	char **names;           /* of columns, as JSON has them before their values */
	int count, at;          /* columns; the next value's */
	uint64_t rows;
	int error;              /* errno of the first write that failed */
	size_t used;
	char buffer[BUFFER_BYTES];
};

static void put_out(struct row_text *t, const char *bytes, size_t n)
{
	if (fwrite_unlocked(bytes, 1, n, t->out) < n && !t->error)
		t->error = errno;
}

static void flush(struct row_text *t)
{
	put_out(t, t->buffer, t->used);
	t->used = 0;
}

static void put_char(struct row_text *t, char c)
{
	if (t->used == BUFFER_BYTES)
		flush(t);
	t->buffer[t->used++] = c;
}

static void put_bytes(struct row_text *t, const char *bytes, size_t n)
{
	if (n > BUFFER_BYTES - t->used)
		flush(t);
	if (n > BUFFER_BYTES) {
		put_out(t, bytes, n);
		return;
	}
	memcpy(t->buffer + t->used, bytes, n);
	t->used += n;
}

static void put_string(struct row_text *t, const char *text)
{
	put_bytes(t, text, strlen(text));
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

static void put_quoted(struct row_text *t, const char *text)
{
	put_char(t, '"');
	for (; *text; text++) {
		if (*text == '"')
			put_char(t, '"');
		put_char(t, *text);
	}
	put_char(t, '"');
}

static void put_escaped(struct row_text *t, const char *text)
{
	for (; *text; text++) {
		char letter = *text == '\t' ? 't' : *text == '\n' ? 'n' : *text == '\r' ? 'r'
			: *text == '\\' ? '\\' : 0;

		if (letter)
			put_char(t, '\\');
		put_char(t, letter ? letter : *text);
	}
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Shown as it is: nothing of it is a mark of Markdown or HTML, names a user, or controls a terminal. */
static void put_markdown(struct row_text *t, const char *text)
{
	for (const char *p = text; *p;) {
		int n = utf8_bytes(p);
		char code[8];

		bool in_name = *p == '_' && p > text && is_letter(p[-1]) && is_letter(p[1]);

		if (strchr("\\`*_[]#!|~&<>@$^{}\"", *p) && !in_name) {
			snprintf(code, sizeof(code), "&#%d;", *p);
			put_string(t, code);
		} else if (*p == '\n' || *p == '\r' || *p == '\t') {
			put_char(t, ' ');
		} else if (!n || (unsigned char)*p < ' ' || *p == 0x7f) {
			put_char(t, '?');
		} else {
			put_bytes(t, p, (size_t)n);
		}
		p += n ? n : 1;
	}
}

void put_markdown_text(FILE *out, const char *text)
{
	struct row_text t = {.out = out};

	put_markdown(&t, text);
	flush(&t);
}

static void put_separated(struct row_text *t, const char *text)
{
	if (t->format == FORMAT_MARKDOWN)
		put_markdown(t, text);
	else if (t->format == FORMAT_TSV)
		put_escaped(t, text);
	else if (needs_quotes(text))
		put_quoted(t, text);
	else
		put_string(t, text);
}

/* What a spreadsheet would take for a formula and run; names in a trace are anybody's. */
static bool is_formula(const char *text)
{
	return *text && strchr("=+-@\t\r", *text);
}

static void put_json(struct row_text *t, const char *text)
{
	put_char(t, '"');
	for (const unsigned char *p = (const unsigned char *)text; *p;) {
		int n = utf8_bytes((const char *)p);
		char code[8];

		if (*p == '"' || *p == '\\') {
			put_char(t, '\\');
			put_char(t, (char)*p);
		} else if (*p < 0x20 || *p == 0x7f) {
			snprintf(code, sizeof(code), "\\u%04x", *p);
			put_string(t, code);
		} else if (n) {
			put_bytes(t, (const char *)p, (size_t)n);
		} else {
			put_string(t, "\\ufffd");
		}
		p += n ? n : 1;
	}
	put_char(t, '"');
}

static bool is_json(const struct row_text *t)
{
	return t->format == FORMAT_JSON || t->format == FORMAT_JSONL;
}

/* What stands before a value: of a row's first one, what begins the row. */
static void begin_value(struct row_text *t)
{
	if (!is_json(t)) {
		if (t->format == FORMAT_MARKDOWN)
			put_string(t, t->at ? " | " : "| ");
		else if (t->at)
			put_char(t, t->format == FORMAT_CSV ? ',' : '\t');
	} else {
		if (!t->at && t->format == FORMAT_JSON)
			put_string(t, t->rows ? ",\n" : "\n");
		put_string(t, t->at ? ", " : "{");
		put_string(t, t->names[t->at]);
	}
	t->at++;
}

void row_text_integer(struct row_text *t, int64_t value)
{
	uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	char digits[VALUE_BYTES];
	size_t at = VALUE_BYTES;

	begin_value(t);
	do
		digits[--at] = (char)('0' + left % 10);
	while (left /= 10);
	if (value < 0)
		digits[--at] = '-';
	put_bytes(t, digits + at, VALUE_BYTES - at);
}

void row_text_real(struct row_text *t, double value, const char *text)
{
	begin_value(t);
	if (is_json(t) && isinf(value))
		/* JSON has no word for it; this reads as infinity */
		text = value < 0 ? "-1e999" : "1e999";
	put_string(t, text);
}

void row_text_text(struct row_text *t, const char *text)
{
	char *plain = NULL;

	begin_value(t);
	if (is_json(t) && text) {
		put_json(t, text);
	} else if (is_json(t)) {
		put_string(t, "null");
	} else if (text) {
		if (t->format != FORMAT_MARKDOWN && is_formula(text))
			text = plain = xprintf("'%s", text);
		put_separated(t, text);
		free(plain);
	}
}

void row_text_end_row(struct row_text *t)
{
	if (is_json(t))
		put_char(t, '}');
	if (t->format == FORMAT_MARKDOWN)
		put_string(t, " |");
	if (t->format != FORMAT_JSON)
		put_char(t, '\n');
	flush(t);
	t->at = 0;
	t->rows++;
}

/* `"name": `, escaped once for all rows. */
static char *json_name(struct row_text *t, const char *name)
{
	struct text_file text;
	FILE *out = t->out;

	t->out = text_file_begin(&text);
	put_json(t, name);
	put_string(t, ": ");
	flush(t);
	t->out = out;
	return text_file_end(&text);
}

struct row_text *row_text_begin(FILE *out, enum output_format format, const char *const *columns,
	int count)
{
	struct row_text *t = xmalloc(sizeof(*t));

	*t = (struct row_text){.out = out, .format = format, .count = count};
	t->names = xcalloc((size_t)count + 1, sizeof(*t->names));
	for (int i = 0; i < count; i++)
		t->names[i] = json_name(t, columns[i]);
	for (int i = 0; !is_json(t) && i < count; i++) {
		begin_value(t);
		put_separated(t, columns[i]);
	}
	if (format == FORMAT_MARKDOWN)
		put_string(t, " |\n");
	for (int i = 0; format == FORMAT_MARKDOWN && i < count; i++)
		put_string(t, i ? " --- |" : "| --- |");
	if (!is_json(t))
		put_char(t, '\n');
	t->at = 0;
	if (format == FORMAT_JSON)
		put_char(t, '[');
	flush(t);
	return t;
}

uint64_t row_text_end(struct row_text *t)
{
	uint64_t rows = t->rows;
	int error;

	if (t->format == FORMAT_JSON)
		put_string(t, "\n]\n");
	flush(t);
	error = t->error;
	for (int i = 0; i < t->count; i++)
		free(t->names[i]);
	free(t->names);
	free(t);
	errno = error;
	return rows;
}
