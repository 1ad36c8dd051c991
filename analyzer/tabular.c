/*
 * Rows of a statement as a table for people: see tabular.h. NULL is a dash. The rows are gone
 * through twice, first to measure them.
 *
 * Must not know: what the rows are.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "database.h"
#include "fit.h"
#include "folders.h"
#include "readable.h"
#include "say.h"
#include "tabular.h"

enum { MEASURED_ROWS = 200000, CELL_BYTES = 4096, ONCE_BYTES = 48, ROW_LINES = 6 };

struct tabular {
	FILE *out;
	size_t blanks;          /* to print once something comes behind them */
	sqlite3_stmt *s;
	struct folders *folders;
	struct fit_column *columns;
	char (*first)[ONCE_BYTES];      /* each column's cell of the first row */
	size_t count;
	int run;                /* column of the run; -1: there is none */
};

size_t terminal_width(FILE *out)
{
	struct winsize size = {0};
	const char *columns = getenv("COLUMNS");
	long asked = columns ? strtol(columns, NULL, 10) : 0;

	if (!isatty(fileno(out)))
		return 0;
	if (asked > 0 && asked < 100000)
		return (size_t)asked;
	return ioctl(fileno(out), TIOCGWINSZ, &size) || !size.ws_col ? 80 : size.ws_col;
}

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

static void put_grouped(char *out, size_t room, int64_t value)
{
	char digits[32];
	size_t n = (size_t)snprintf(digits, sizeof(digits), "%" PRId64, value), used = 0;

	for (size_t k = 0; k < n && used + 2 < room; k++) {
		out[used++] = digits[k];
		if (digits[k] != '-' && k + 1 < n && (n - k - 1) % 3 == 0)
			out[used++] = ',';
	}
	out[used] = 0;
}

/* "1,234,567"; times in ns as ns, us or ms; addresses and ids plain. */
static void cell(const struct tabular *t, char *out, size_t room, int i)
{
	const char *name = sqlite3_column_name(t->s, i);
	int type = sqlite3_column_type(t->s, i);

	if (type == SQLITE_NULL)
		snprintf(out, room, "-");
	else if (type == SQLITE_INTEGER && ends_with(name, "_ns") && strcmp(name, "wall_ns"))
		put_time(out, room, sqlite3_column_int64(t->s, i));
	else if (type == SQLITE_INTEGER && (ends_with(name, "_bytes") ||
			ends_with(name, "bytes_per_core") || !strcmp(name, "count")))
		put_grouped(out, room, sqlite3_column_int64(t->s, i));
	else if (ends_with(name, "callsite"))
		readable_callsite(out, room, (const char *)sqlite3_column_text(t->s, i),
			folders_of(t->folders, t->run < 0 ? 0 : sqlite3_column_int64(t->s, t->run)));
	else
		readable(out, room, (const char *)sqlite3_column_text(t->s, i));
}

/* Returns how many rows there are, as far as it went. */
static size_t measure(struct tabular *t)
{
	char text[CELL_BYTES];
	int row = 0;

	for (size_t i = 0; i < t->count; i++)
		t->columns[i] = (struct fit_column){.name = sqlite3_column_name(t->s, (int)i),
			.silent = true, .same = true};
	for (; row < MEASURED_ROWS && database_next(t->s); row++)
		for (size_t i = 0; i < t->count; i++) {
			struct fit_column *c = &t->columns[i];
			size_t n;

			cell(t, text, sizeof(text), (int)i);
			n = utf8_characters(text);
			c->cells = n > c->cells ? n : c->cells;
			c->text |= sqlite3_column_type(t->s, (int)i) == SQLITE_TEXT;
			c->silent &= !strcmp(text, "-") || !strcmp(text, "0");
			if (!row)
				snprintf(t->first[i], ONCE_BYTES, "%.47s", text);
			c->same &= n < ONCE_BYTES && !strcmp(t->first[i], text);
		}
	sqlite3_reset(t->s);
	return (size_t)row;
}

/* One line of a cell; NULL: it has none here. */
static void put_cell(struct tabular *t, const struct fit_column *c, const char *text, size_t bytes)
{
	size_t n = 0, room;

	while (bytes && text[bytes - 1] == ' ')
		bytes--;
	for (size_t i = 0; i < bytes; i++)
		n += ((unsigned char)text[i] & 0xc0) != 0x80;
	room = n < c->width ? c->width - n : 0;
	if (!c->text)
		t->blanks += room;
	if (bytes) {
		fprintf(t->out, "%*s", (int)t->blanks, "");
		t->blanks = 0;
		fwrite(text, 1, bytes, t->out);
	}
	t->blanks += FIT_GAP + (c->text ? room : 0);
}

static void end_line(struct tabular *t)
{
	fputc('\n', t->out);
	t->blanks = 0;
}

static void put_names(struct tabular *t, size_t lines)
{
	for (size_t line = 0; line < lines; line++) {
		for (size_t i = 0; i < t->count; i++) {
			const char *part;
			size_t n;

			if (!t->columns[i].shown)
				continue;
			n = fit_name(t->columns[i].name, t->columns[i].width, lines, line, &part);
			put_cell(t, &t->columns[i], part, n);
		}
		end_line(t);
	}
}

/* Texts that are too wide go on in the next lines; of call sites the innermost frame is enough. */
static void put_row(struct tabular *t, char (*cells)[CELL_BYTES], bool narrow)
{
	bool more = true;

	for (size_t i = 0; i < t->count; i++) {
		cell(t, cells[i], CELL_BYTES, (int)i);
		if (narrow && ends_with(t->columns[i].name, "callsite"))
			cut_callsite(cells[i], t->columns[i].width);
	}
	for (int line = 0; more; line++) {
		more = false;
		for (size_t i = 0; i < t->count; i++) {
			const struct fit_column *c = &t->columns[i];
			size_t n;

			if (!c->shown)
				continue;
			if (narrow && c->text && line + 1 == ROW_LINES)
				cut_text(cells[i], c->width);
			n = narrow && c->text ? line_bytes(cells[i], c->width) : strlen(cells[i]);
			put_cell(t, c, cells[i], n);
			memmove(cells[i], cells[i] + n, strlen(cells[i] + n) + 1);
			more |= cells[i][0] != 0;
		}
		end_line(t);
	}
}

/* What was left out is said, so that nobody takes the table for all there is. */
static void say_hidden(const struct tabular *t, size_t width)
{
	char names[600] = "";

	for (size_t i = 0; i < t->count; i++) {
		size_t used = strlen(names);

		if (!t->columns[i].shown)
			snprintf(names + used, sizeof(names) - used, "%s%s%s%s", used ? ", " : "",
				t->columns[i].name, t->columns[i].same ? " = " :
				t->columns[i].silent ? " (0 or unknown)" : "",
				t->columns[i].same ? t->first[i] : "");
	}
	if (names[0])
		say("not shown in %zu columns: %s; --width 0 shows all", width, names);
}

uint64_t tabular_rows(FILE *out, sqlite3_stmt *s, size_t width)
{
	struct tabular t = {.out = out, .s = s, .count = (size_t)sqlite3_column_count(s), .run = -1};
	char (*cells)[CELL_BYTES] = calloc(t.count + 1, sizeof(*cells));
	uint64_t rows = 0;

	t.columns = calloc(t.count + 1, sizeof(*t.columns));
	t.first = calloc(t.count + 1, sizeof(*t.first));
	t.folders = folders_read(sqlite3_db_handle(s));
	if (!t.columns || !t.first || !cells)
		die(EXIT_UNREADABLE, "out of memory");
	for (size_t i = 0; i < t.count; i++)
		if (!strcmp(sqlite3_column_name(s, (int)i), "run"))
			t.run = (int)i;
	rows = measure(&t);
	put_names(&t, fit(t.columns, t.count, rows, width));
	rows = 0;
	for (; database_next(s) && !ferror(out); rows++)
		put_row(&t, cells, width > 0);
	if (width)
		say_hidden(&t, width);
	folders_free(t.folders);
	free(t.columns);
	free(t.first);
	free(cells);
	return rows;
}
