/*
 * Rows of a statement as a table for people: see text_table.h. NULL is a dash. The first KEPT_ROWS
 * rows are kept in memory, to be measured and put together; the rows after them are printed as they
 * are read.
 *
 * Must not know: what the rows are.
 */
#include <stdint.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "call_site_cell.h"
#include "class_rows.h"
#include "column_fit.h"
#include "database.h"
#include "hidden_columns.h"
#include "module_cell.h"
#include "query_declares.h"
#include "readable.h"
#include "table_cells.h"
#include "table_rows.h"
#include "terminal.h"
#include "text_table.h"
#include "xalloc.h"

enum { KEPT_ROWS = 100000, ROW_LINES = 6, LIST_LEAST = 11 };

struct text_table {
	FILE *out;
	struct terminal look;
	enum hue hue;           /* of the next cell */
	size_t blanks;          /* to print when text follows them on the line */
	sqlite3_stmt *s;
	const struct options *o;
	struct cells *cells;
	struct fit_column *columns;
	char (*first)[ONCE_BYTES];      /* each column's cell of the first row */
	char (*buffer)[CELL_BYTES];     /* a row's cells */
	char **row;             /* the same, as pointers */
	struct table_rows kept;
	struct apart *frames;   /* of each kept row, from call_sites_apart(); NULL: no need */
	size_t count, width;
	bool all;               /* all rows that can be printed are kept */
	bool cut;               /* and there are more, which were not read */
};

/* Reads the next row into the buffer; false: there is none. */
static bool next_row(struct text_table *t)
{
	if (!database_next(t->s))
		return false;
	for (size_t i = 0; i < t->count; i++) {
		cell_text(t->cells, t->s, (int)i, t->buffer[i], CELL_BYTES);
		t->columns[i].text |= sqlite3_column_type(t->s, (int)i) == SQLITE_TEXT;
	}
	return true;
}

/* The column of the query's `-- beside:` line; `count`: none, or the rows are in another order. */
static size_t beside_column(const struct text_table *t)
{
	size_t i = 0;

	while (i < t->count && (t->o->rows.sort ||
			!query_declares(sqlite3_sql(t->s), "beside", t->columns[i].name)))
		i++;
	return i;
}

/*
 * Where rows that can become one stand beside each other, no more are read than --limit asks for: the
 * row after them has begun another one.
 */
static void keep_rows(struct text_table *t)
{
	const size_t beside = t->o->rows.limit ? beside_column(t) : t->count;
	char last[ONCE_BYTES] = "";
	int64_t begun = 0;

	while (t->kept.count < KEPT_ROWS && next_row(t)) {
		if (beside < t->count && (!begun || strncmp(last, t->buffer[beside], sizeof(last) - 1))) {
			t->cut = begun++ == t->o->rows.limit;
			if (t->cut)
				break;
			snprintf(last, sizeof(last), "%s", t->buffer[beside]);
		}
		table_rows_add(&t->kept, t->row);
	}
	t->all = t->kept.count < KEPT_ROWS;
}

/* Puts rows that differ only in their chip together, unless the user asked for each. */
static void fold(struct text_table *t)
{
	static const struct {
		const char *name;
		enum fold how;
	} known[] = {{"device", FOLD_APART}, {"chips", FOLD_APART}, {"mesh", FOLD_APART},
		{"handle", FOLD_APART}, {"opening", FOLD_APART}, {"seq", FOLD_APART},
		{"program", FOLD_APART}, {"time_ns", FOLD_APART_IN_OP}, {"op", FOLD_OP}};
	enum fold *how = xcalloc(t->count + 1, sizeof(*how));
	bool found = false;

	for (size_t i = 0; i < t->count; i++) {
		for (size_t k = 0; k < sizeof(known) / sizeof(*known); k++)
			if (!t->columns[i].kept && !strcmp(t->columns[i].name, known[k].name))
				how[i] = known[k].how;
		found |= !strcmp(t->columns[i].name, "device") && how[i];
	}
	if (found && t->all && !t->o->rows.no_group)
		table_rows_fold(&t->kept, how);
	free(how);
}

/* Whether a column has the bytes that are left, of which 0 is the worst value. */
static bool counts_down(const char *name)
{
	return !strcmp(name, "headroom_bytes") || strstr(name, "free_bytes");
}

/* Measures the columns over the kept rows. Returns how many of these are shown. */
static size_t measure(struct text_table *t)
{
	size_t rows = 0;

	for (size_t i = 0; i < t->count; i++) {
		struct fit_column *c = &t->columns[i];

		c->silent = c->same = true;
		c->cells = 0;
		c->path = !strcmp(c->name, "module") || !strcmp(c->name, "mark") ||
			query_declares(sqlite3_sql(t->s), "tree", c->name);
		c->name_of = !c->path && (!strcmp(c->name, "name") || !strcmp(c->name, "owner"));
	}
	for (size_t row = 0; row < t->kept.count; row++) {
		if (t->kept.folded[row])
			continue;
		for (size_t i = 0; i < t->count; i++) {
			struct fit_column *c = &t->columns[i];
			const char *text = t->kept.cells[row * t->count + i];
			size_t n = utf8_characters(text);

			c->cells = n > c->cells ? n : c->cells;
			c->silent &= !strcmp(text, "-") || (!strcmp(text, "0") && !counts_down(c->name));
			/* a list of names is cut as other texts; long lists of chips are broken */
			c->name_of &= !strpbrk(text, " ,");
			c->list |= n > LIST_LEAST && !strcmp(c->name, "device");
			c->text |= c->list;
			if (!rows)
				snprintf(t->first[i], ONCE_BYTES, "%.47s", text);
			c->same &= n < ONCE_BYTES && !strcmp(t->first[i], text);
		}
		rows++;
	}
	return rows;
}

/* Whether all rows are as they would be in a table without a width. */
static bool is_whole(const struct text_table *t)
{
	for (size_t i = 0; i < t->count; i++)
		if (!t->columns[i].shown || t->columns[i].width < t->columns[i].cells)
			return false;
	return true;
}

/*
 * Chooses the columns. Returns how many lines their names need. Modules in the order of the model are
 * shown as a tree where there is no room for their names; passes, whose names alone do not say what they
 * are in, always.
 */
static size_t choose(struct text_table *t)
{
	size_t lines = fit(t->columns, t->count, measure(t), t->width), tree = t->count, depth = t->count;

	for (size_t i = 0; i < t->count; i++) {
		if (query_declares(sqlite3_sql(t->s), "tree", t->columns[i].name))
			tree = i;
		if (!strcmp(t->columns[i].name, "depth"))
			depth = i;
	}
	if (!t->width || t->o->rows.sort || !t->all || tree == t->count ||
		(depth == t->count && is_whole(t)))
		return lines;
	module_tree(&t->kept, tree, depth);
	return fit(t->columns, t->count, measure(t), t->width);
}

/* In a narrow table, rows that differ only in an outer frame must not look alike. */
static void tell_apart(struct text_table *t)
{
	bool *texts = xcalloc(t->count + 1, sizeof(*texts));
	size_t site = t->count;

	for (size_t i = 0; i < t->count; i++) {
		/* what a row consists of may be cut, too */
		texts[i] = t->columns[i].text && t->columns[i].shown && !is_call_site(t->columns[i].name) &&
			strcmp(t->columns[i].name, "consists_of");
		if (!strcmp(t->columns[i].name, "callsite"))
			site = i;
	}
	if (site < t->count && t->columns[site].width < t->columns[site].cells) {
		t->frames = xcalloc(t->kept.count + 1, sizeof(*t->frames));
		call_sites_apart(&t->kept, texts, site, t->frames);
	}
	free(texts);
}

/* Prints one line of a cell; 0 bytes: the cell has no text in this line. */
static void put_cell(struct text_table *t, const struct fit_column *c, const char *text,
	size_t bytes)
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
		if (t->hue)
			put_hue(t->out, &t->look, t->hue);
		fwrite(text, 1, bytes, t->out);
		if (t->hue)
			put_hue(t->out, &t->look, HUE_PLAIN);
	}
	t->blanks += FIT_GAP + (c->text ? room : 0);
}

static void end_line(struct text_table *t)
{
	fputc('\n', t->out);
	t->blanks = 0;
}

/* Columns of what a core holds are named in the colours that it has in pictures. */
static enum hue hue_of(const char *column)
{
	static const struct { const char *name; enum hue hue; } known[] = {
		{"buffer_bytes", HUE_BUFFERS}, {"program_bytes", HUE_PROGRAM},
		{"l1_small_bytes", HUE_L1_SMALL}, {"persistent_bytes", HUE_PERSISTENT}};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (!strcmp(column, known[i].name))
			return known[i].hue;
	return HUE_PLAIN;
}

static void put_names(struct text_table *t, size_t lines)
{
	for (size_t line = 0; line < lines; line++) {
		for (size_t i = 0; i < t->count; i++) {
			const char *part;
			size_t n;

			if (!t->columns[i].shown)
				continue;
			n = fit_name(t->columns[i].name, t->columns[i].width, lines, line, &part);
			t->hue = hue_of(t->columns[i].name);
			put_cell(t, &t->columns[i], part, n);
			t->hue = HUE_PLAIN;
		}
		end_line(t);
	}
}

/* Cuts call sites to a frame or some, and names to their end. */
static void cut_row(struct text_table *t, const struct apart *apart)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct fit_column *c = &t->columns[i];

		if (is_call_site(c->name))
			cut_call_site(t->buffer[i], CELL_BYTES, strcmp(c->name, "callsite") ? NULL : apart,
				c->width);
		else if (c->path)
			cut_module(t->buffer[i], c->width);
		else if (c->name_of)
			cut_head(t->buffer[i], c->width);
		else if (c->one_line)
			cut_text(t->buffer[i], c->width);
	}
}

/* Prints the row in the buffer. Texts that are too wide continue in the next lines. */
static void put_row(struct text_table *t, const struct apart *apart)
{
	bool more = true;

	if (t->width)
		cut_row(t, apart);
	for (int line = 0; more; line++) {
		more = false;
		for (size_t i = 0; i < t->count; i++) {
			const struct fit_column *c = &t->columns[i];
			char *text = t->buffer[i];
			size_t n;

			if (!c->shown)
				continue;
			if (t->width && c->text && line + 1 == ROW_LINES)
				cut_text(text, c->width);
			n = t->width && c->text ? line_bytes(text, c->width) : strlen(text);
			put_cell(t, c, text, n);
			n += strspn(text + n, " ");
			memmove(text, text + n, strlen(text + n) + 1);
			more |= text[0] != 0;
		}
		end_line(t);
	}
}

static uint64_t put_rows(struct text_table *t)
{
	uint64_t rows = 0, most = t->o->rows.limit ? (uint64_t)t->o->rows.limit : UINT64_MAX;

	for (size_t row = 0; row < t->kept.count && rows < most && !ferror(t->out); row++) {
		if (t->kept.folded[row])
			continue;
		for (size_t i = 0; i < t->count; i++)
			snprintf(t->buffer[i], CELL_BYTES, "%s", t->kept.cells[row * t->count + i]);
		put_row(t, t->frames ? &t->frames[row] : NULL);
		rows++;
	}
	for (; !t->all && rows < most && !ferror(t->out) && next_row(t); rows++)
		put_row(t, NULL);
	return rows;
}

static void say_left_out(struct text_table *t, uint64_t rows)
{
	uint64_t left = 0;

	if (!t->o->rows.limit || rows < (uint64_t)t->o->rows.limit)
		return;
	for (size_t row = 0; row < t->kept.count; row++)
		left += !t->kept.folded[row];
	left -= rows < left ? rows : left;
	hidden_rows_say(left, t->cut || (!t->all && next_row(t)));
}

uint64_t text_table_rows(FILE *out, sqlite3_stmt *s, const struct options *o, size_t width)
{
	struct text_table t = {.out = out, .look = terminal_of(out), .s = s, .o = o, .width = width,
		.count = (size_t)sqlite3_column_count(s), .kept.columns = (size_t)sqlite3_column_count(s)};
	uint64_t rows;
	bool joined;

	t.columns = xcalloc(t.count + 1, sizeof(*t.columns));
	t.first = xcalloc(t.count + 1, sizeof(*t.first));
	t.buffer = xcalloc(t.count + 1, sizeof(*t.buffer));
	t.row = xcalloc(t.count + 1, sizeof(*t.row));
	t.cells = cells_new(s, width);
	for (size_t i = 0; i < t.count; i++) {
		t.row[i] = t.buffer[i];
		t.columns[i].name = sqlite3_column_name(s, (int)i);
		t.columns[i].kept = options_name_column(o, t.columns[i].name) ||
			query_declares(sqlite3_sql(s), "keep", t.columns[i].name);
		t.columns[i].one_line = query_declares(sqlite3_sql(s), "line", t.columns[i].name);
		t.columns[i].hide = query_declares(sqlite3_sql(s), "hide", t.columns[i].name);
	}
	keep_rows(&t);
	fold(&t);
	put_names(&t, choose(&t));
	joined = width && t.all && !o->rows.no_group && !o->filter.has_core &&
		fold_equal_classes(&t.kept, t.columns);
	if (width)
		tell_apart(&t);
	rows = put_rows(&t);
	cells_legend(out, t.cells, width);
	if (joined)
		fputs("equal classes of cores are one row; --no-group shows each\n", out);
	say_left_out(&t, rows);
	if (width && rows)
		hidden_columns_say(t.columns, (const char (*)[ONCE_BYTES])t.first, t.count, width);
	cells_free(t.cells);
	table_rows_free(&t.kept);
	free(t.frames);
	free(t.columns);
	free(t.first);
	free(t.buffer);
	free(t.row);
	return rows;
}
