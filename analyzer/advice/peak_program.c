/*
 * The program that runs at the peak: see peak_program.h.
 *
 * Must not know: how rows are printed.
 */
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "peak_program.h"
#include "readable.h"
#include "statement.h"
#include "work_allowance.h"
#include "xalloc.h"

enum {
	PART = 10,              /* the program has at least this part of the peak */
	REGIONS_MOST = 12,
	REGION_NS = 1000,
};

static const char not_proved[] = "not proved";

struct peak_program {
	int64_t op, program, bytes, peak_bytes, time_ns, device, peak_op;
	unsigned core_x, core_y;        /* the fullest core */
	char *name, *callsite;          /* NULL: not known */
};

static const char *text_at(sqlite3_stmt *q, int column)
{
	return (const char *)sqlite3_column_text(q, column);
}

static bool find(struct peak_program *p, sqlite3 *db, int64_t run, int64_t opening)
{
	/* columns of advise_peak_program.sql */
	enum { OP, PROGRAM, PROGRAM_BYTES, PEAK_BYTES, CORE_X, CORE_Y, TIME_NS, DEVICE, NAME, CALLSITE,
		PEAK_OP };
	sqlite3_stmt *q = statement(db, "advise_peak_program");
	bool found;

	sqlite3_bind_int64(q, 1, run);
	sqlite3_bind_int64(q, 2, opening);
	found = database_next(q);
	if (found)
		*p = (struct peak_program){.op = sqlite3_column_int64(q, OP),
			.program = sqlite3_column_int64(q, PROGRAM),
			.bytes = sqlite3_column_int64(q, PROGRAM_BYTES),
			.peak_bytes = sqlite3_column_int64(q, PEAK_BYTES),
			.time_ns = sqlite3_column_int64(q, TIME_NS),
			.device = sqlite3_column_int64(q, DEVICE),
			.peak_op = sqlite3_column_int64(q, PEAK_OP),
			.core_x = (unsigned)sqlite3_column_int(q, CORE_X),
			.core_y = (unsigned)sqlite3_column_int(q, CORE_Y),
			.name = xstrdup(text_at(q, NAME)), .callsite = xstrdup(text_at(q, CALLSITE))};
	sqlite3_finalize(q);
	return found;
}

/* Is the core in "x0,y0-x1,y1 ..."? Where these are not known, it may be. */
static bool has_core(const char *cores, unsigned x, unsigned y)
{
	unsigned c[4];
	int n;

	if (!cores)
		return true;
	for (; sscanf(cores, "%u,%u-%u,%u %n", &c[0], &c[1], &c[2], &c[3], &n) == 4; cores += n)
		if (c[0] <= x && x <= c[2] && c[1] <= y && y <= c[3])
			return true;
	return false;
}

/* ---- the program ---- */

/* What there would be without its regions. The caller frees it; *most_bytes: what can be saved at most. */
static char *without(const struct peak_program *p, sqlite3 *db, int64_t run, int64_t opening,
	int64_t *most_bytes)
{
	/* columns of advise_peak_without.sql */
	enum { TOTAL_BYTES, OP, IS_SAME, NAME };
	sqlite3_stmt *q = statement(db, "advise_peak_without");
	struct text_file text;
	FILE *out = text_file_begin(&text);
	int64_t left = 0;

	bind_named(q, ":run", (uint64_t)run);
	bind_named(q, ":op", (uint64_t)p->op);
	bind_named(q, ":opening", (uint64_t)opening);
	if (database_next(q))
		left = sqlite3_column_int64(q, TOTAL_BYTES);
	*most_bytes = p->peak_bytes > left ? p->peak_bytes - left : 0;
	fprintf(out, "without it the fullest moment has %s", grouped((uint64_t)left));
	if (left && sqlite3_column_int(q, IS_SAME))
		fputs(", in the same op", out);
	else if (left && sqlite3_column_type(q, OP) == SQLITE_INTEGER)
		fprintf(out, ", in op %lld, %.80s", sqlite3_column_int64(q, OP),
			text_at(q, NAME) ? text_at(q, NAME) : "an op");
	fprintf(out, ": at most %s can be saved here", grouped((uint64_t)*most_bytes));
	sqlite3_finalize(q);
	return text_file_end(&text);
}

/* ---- its regions ---- */

static char *region_name(const char *kind, sqlite3_stmt *q, int idx, int cb_name)
{
	if (text_at(q, cb_name))
		return xprintf("%s%s", kind && strcmp(kind, "cb") ? "dfb " : "", text_at(q, cb_name));
	if (sqlite3_column_type(q, idx) == SQLITE_INTEGER)
		return xprintf("%s %lld", kind ? kind : "region", sqlite3_column_int64(q, idx));
	return xstrdup(kind);
}

/* Those that have no row of their own. */
static void put_more(struct advice_rows *rows, size_t count, int64_t bytes)
{
	char *name = xprintf("%zu more region%s", count, count == 1 ? "" : "s");

	if (count)
		advice_rows_put(rows, &(struct advice_row){.action = "region", .figure = not_proved,
			.name = name, .bytes_per_core = &bytes});
	free(name);
}

static void put_regions(const struct peak_program *p, struct advice_rows *rows, sqlite3 *db)
{
	/* columns of advise_peak_regions.sql */
	enum { KIND, IDX, CB_NAME, PAGES, PAGE_BYTES, DATA_FORMAT, BYTES_PER_CORE, CORES };
	sqlite3_stmt *q = statement(db, "advise_peak_regions");
	size_t count = 0;
	int64_t left_bytes = 0;

	bind_named(q, ":run", (uint64_t)rows->run);
	bind_named(q, ":program", (uint64_t)p->program);
	bind_named(q, ":time_ns", (uint64_t)p->time_ns);
	bind_named(q, ":device", (uint64_t)p->device);
	while (database_next(q) && work_spend(REGION_NS)) {
		const char *cores = text_at(q, CORES), *format = text_at(q, DATA_FORMAT);
		const int64_t bytes = sqlite3_column_int64(q, BYTES_PER_CORE);
		char *name, *pages = NULL;

		if (!has_core(cores, p->core_x, p->core_y))
			continue;
		if (count++ >= REGIONS_MOST) {
			left_bytes += bytes;
			continue;
		}
		name = region_name(text_at(q, KIND), q, IDX, CB_NAME);
		if (sqlite3_column_type(q, PAGES) == SQLITE_INTEGER &&
			sqlite3_column_type(q, PAGE_BYTES) == SQLITE_INTEGER)
			pages = xprintf("%s page%s of %s%s%s", grouped((uint64_t)sqlite3_column_int64(q, PAGES)),
				sqlite3_column_int64(q, PAGES) == 1 ? "" : "s",
				grouped((uint64_t)sqlite3_column_int64(q, PAGE_BYTES)), format ? ", " : "",
				format ? format : "");
		advice_rows_put(rows, &(struct advice_row){.action = "region", .figure = not_proved,
			.name = name, .tensor = pages, .cores = cores, .bytes_per_core = &bytes});
		free(name);
		free(pages);
	}
	sqlite3_finalize(q);
	put_more(rows, count > REGIONS_MOST ? count - REGIONS_MOST : 0, left_bytes);
}

/* ---- the same op elsewhere ---- */

/* columns of advise_other_programs.sql */
enum other_column { C_IS_PEAK, C_PROGRAM_BYTES, C_LAUNCHES, C_CALLSITE, C_TAKES, C_MAKES, C_CORES };

/* "[..] and [..] -> [..]"; NULL: not known. */
static char *works_on(sqlite3_stmt *q)
{
	const char *takes = text_at(q, C_TAKES), *makes = text_at(q, C_MAKES);

	if (!takes && !makes)
		return NULL;
	if (!takes || !makes)
		return xprintf("%s %s", takes ? "takes" : "makes", takes ? takes : makes);
	return xprintf("%s -> %s", takes, makes);
}

static void put_one(const struct peak_program *p, struct advice_rows *rows, sqlite3_stmt *q,
	const char *because, const int64_t *most_bytes)
{
	const bool is_peak = sqlite3_column_int(q, C_IS_PEAK);
	const int64_t bytes = is_peak ? p->bytes : sqlite3_column_int64(q, C_PROGRAM_BYTES);
	char *tensors = works_on(q);

	advice_rows_put(rows, &(struct advice_row){.action = is_peak ? "look at" : "other launch",
		.figure = not_proved, .because = because, .name = p->name, .tensor = tensors,
		.callsite = is_peak ? p->callsite : text_at(q, C_CALLSITE), .cores = text_at(q, C_CORES),
		.bytes_per_core = &bytes, .count = (size_t)sqlite3_column_int64(q, C_LAUNCHES),
		.most_saved_bytes = most_bytes});
	free(tensors);
}

/* The first row is the program's own. */
static void put_program(const struct peak_program *p, struct advice_rows *rows, sqlite3 *db)
{
	int64_t opening = rows->plan->group->opening, most_bytes;
	char *because = without(p, db, rows->run, opening, &most_bytes);
	sqlite3_stmt *q = statement(db, "advise_other_programs");

	bind_named(q, ":run", (uint64_t)rows->run);
	bind_named(q, ":op", (uint64_t)p->op);
	if (database_next(q)) {
		put_one(p, rows, q, because, &most_bytes);
		put_regions(p, rows, db);
	}
	while (database_next(q))
		put_one(p, rows, q, NULL, NULL);
	sqlite3_finalize(q);
	free(because);
}

void peak_program_put(struct advice_rows *rows, sqlite3 *db)
{
	struct peak_program p = {0};

	if (!find(&p, db, rows->run, rows->plan->group->opening))
		return;
	if (p.bytes >= p.peak_bytes / PART)
		put_program(&p, rows, db);
	free(p.name);
	free(p.callsite);
}
