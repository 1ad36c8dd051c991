/* Cells of a table as people read them: see table_cells.h. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "call_site_cell.h"
#include "generic_op.h"
#include "query_declares.h"
#include "readable.h"
#include "readable_site.h"
#include "run_directories.h"
#include "table_cells.h"
#include "table_rows.h"
#include "xalloc.h"

enum { NAME_BYTES = 200, PARTS_MOST = 3, MORE_BYTES = 40 };

static const char type_end[] = "DeviceOperation";

struct cells {
	struct run_directories *folders;
	int run, chips;         /* index of each column; -1: the rows have none */
	int parts;              /* consists_of, where a narrow table leaves that out */
	bool narrow;            /* the table has a width */
	bool numbers_runs;      /* by the numbers that they have here */
};

struct cells *cells_new(sqlite3_stmt *s, size_t width)
{
	struct cells *c = xcalloc(1, sizeof(*c));

	c->run = c->chips = c->parts = -1;
	c->narrow = width;
	for (int i = 0; i < sqlite3_column_count(s); i++) {
		if (!strcmp(sqlite3_column_name(s, i), "run"))
			c->run = i;
		if (!strcmp(sqlite3_column_name(s, i), "chips"))
			c->chips = i;
		if (!strcmp(sqlite3_column_name(s, i), "consists_of") &&
			query_declares(sqlite3_sql(s), "hide", "consists_of"))
			c->parts = i;
	}
	c->numbers_runs = c->run >= 0 || query_declares(sqlite3_sql(s), "legend", "runs");
	c->folders = run_directories_read(sqlite3_db_handle(s));
	return c;
}

void cells_free(struct cells *c)
{
	run_directories_free(c->folders);
	free(c);
}

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && !strcmp(text + n - m, end);
}

/* The unit depends on the time, so that a short one does not read 0.000. */
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

static const char *folder_of(const struct cells *c, sqlite3_stmt *s)
{
	return run_directories_of(c->folders, c->run < 0 ? 0 : sqlite3_column_int64(s, c->run));
}

/* Numbers of chips, ranks or runs: as ranges. */
static void put_list(sqlite3_stmt *s, int column, char *out, size_t room)
{
	char list[CELL_BYTES];

	readable(list, sizeof(list), (const char *)sqlite3_column_text(s, column));
	put_ranges(out, room, list);
}

/* The first parts of a list; the row has no room for all, and they are listed by importance. */
static void put_parts(char *out, size_t room, const char *list)
{
	size_t end = readable(out, room, list), more = 0;

	for (const char *p = out; (p = strstr(p, ", ")); p += 2)
		if (++more == PARTS_MOST)
			end = (size_t)(p - out);
	if (more >= PARTS_MOST && room - end > MORE_BYTES)
		snprintf(out + end, room - end, ", %zu more", more - PARTS_MOST + 1);
}

/* An op that runs any kernels is called by those: "ttnn.generic_op(reader+writer)". */
static void put_generic(char *out, size_t room, sqlite3_stmt *s, int parts)
{
	size_t used = strlen(out);
	char list[CELL_BYTES];

	readable(list, sizeof(list), (const char *)sqlite3_column_text(s, parts));
	for (char *p = list; (p = strstr(p, ", "));) {
		*p = '+';
		memmove(p + 1, p + 2, strlen(p + 2) + 1);
	}
	snprintf(out + used, room - used, "(%.*s)", (int)(room - used - 3), list);
}

/*
 * A device column has only a row's first chip: all of its chips are shown there. Bytes and counts
 * read "1,234,567", times have a unit, addresses and ids stay plain.
 */
void cell_text(const struct cells *c, sqlite3_stmt *s, int column, char *out, size_t room)
{
	const char *name = sqlite3_column_name(s, column);
	int type = sqlite3_column_type(s, column);

	if (type == SQLITE_NULL)
		snprintf(out, room, "-");
	else if (type == SQLITE_INTEGER && ends_with(name, "_ns") && strcmp(name, "wall_ns"))
		put_time(out, room, sqlite3_column_int64(s, column));
	else if (type == SQLITE_INTEGER && (ends_with(name, "_bytes") ||
			ends_with(name, "bytes_per_core") || !strcmp(name, "count")))
		put_grouped(out, room, sqlite3_column_int64(s, column));
	else if (is_call_site(name))
		readable_callsite(out, room, (const char *)sqlite3_column_text(s, column),
			folder_of(c, s));
	else if (!strcmp(name, "consists_of") && c->narrow)
		put_parts(out, room, (const char *)sqlite3_column_text(s, column));
	else if (!strcmp(name, "chips") || !strcmp(name, "ranks") || !strcmp(name, "runs"))
		put_list(s, column, out, room);
	else if (!strcmp(name, "device") && c->chips >= 0 &&
		sqlite3_column_type(s, c->chips) == SQLITE_TEXT)
		put_list(s, c->chips, out, room);
	else
		readable(out, room, (const char *)sqlite3_column_text(s, column));
	if (!strcmp(name, "name") && c->narrow && c->parts >= 0 && is_generic_op(out) &&
		sqlite3_column_type(s, c->parts) == SQLITE_TEXT)
		put_generic(out, room, s, c->parts);
	/* nearly all types end so */
	if (!strcmp(name, "type") && c->narrow && ends_with(out, type_end) && strlen(out) > strlen(type_end))
		out[strlen(out) - strlen(type_end)] = 0;
}

void cells_legend(FILE *out, const struct cells *c, size_t width)
{
	size_t used = 0;

	if (!c->numbers_runs || run_directories_count(c->folders) < 2)
		return;
	for (size_t i = 0; i < run_directories_count(c->folders); i++) {
		char name[NAME_BYTES], text[NAME_BYTES + 40];
		const char *path = run_directories_path(c->folders, i), *slash = strrchr(path, '/');
		size_t n;

		readable(name, sizeof(name), slash ? slash + 1 : path);
		n = (size_t)snprintf(text, sizeof(text), "%srun %" PRId64 ": %s", i ? ", " : "",
			run_directories_run(c->folders, i), name);
		if (width && used + n + 4 > width) {
			fputs(", ..", out);
			break;
		}
		fputs(text, out);
		used += n;
	}
	fputc('\n', out);
}
