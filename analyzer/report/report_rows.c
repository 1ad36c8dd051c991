/* Changes and ops of the page: see report_rows.h. */
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "id_map.h"
#include "report_rows.h"
#include "sorted_order.h"
#include "statement.h"
#include "thinned.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { COPY_NS = 30 };
static const char *const change_names[] = {"time_ns", "event", "classes", "op", "buffer_bytes",
	"l1_small_bytes", "program_bytes", "persistent_bytes"};
enum { CHANGE_NAMES = sizeof(change_names) / sizeof(*change_names) };

/* A table that was not kept while the run was loaded. */
static void read_table(sqlite3 *db, struct row_columns *rows, const char *name)
{
	sqlite3_stmt *s;

	if (rows->rows)
		return;
	s = statement(db, name);
	row_columns_read(rows, s);
	sqlite3_finalize(s);
}

/* The order of the rows by the sum of two of their columns, of which NULL for `second` is none. */
static uint32_t *order_by(const struct row_columns *rows, const char *first, const char *second)
{
	const struct row_column *a = row_columns_find(rows, first);
	const struct row_column *b = second ? row_columns_find(rows, second) : NULL;
	uint64_t *keys = xcalloc(rows->rows + 1, sizeof(*keys));
	uint32_t *order;

	work_spend(rows->rows * COPY_NS);
	for (size_t i = 0; i < rows->rows; i++)
		keys[i] = row_column_at(a, i) + (b ? row_column_at(b, i) : 0);
	order = sorted_order(keys, rows->rows);
	free(keys);
	return order;
}

struct report_source {
	const struct run_columns *run;
	uint32_t *changes, *ops;        /* rows, in the order in which they are drawn */
	uint64_t *lists, *totals;       /* of changes in this order: whose they are, what is held then */
	size_t fullest;                 /* of these, the first */
	struct buffer_source *buffers;
};

/* What each class holds after each change, in their order. */
static uint64_t *totals_of(const struct row_columns *rows, const uint32_t *order)
{
	static const char *const parts[] = {"buffer_bytes", "l1_small_bytes", "program_bytes",
		"persistent_bytes"};
	uint64_t *totals = xcalloc(rows->rows + 1, sizeof(*totals));

	for (size_t p = 0; p < sizeof(parts) / sizeof(*parts); p++) {
		const struct row_column *c = row_columns_find(rows, parts[p]);

		for (size_t i = 0; i < rows->rows; i++) {
			uint64_t bytes = row_column_at(c, order[i]);

			totals[i] += bytes == L1T_UNKNOWN ? 0 : bytes;
		}
	}
	return totals;
}

static void order_changes(struct report_source *s)
{
	const struct row_columns *rows = &s->run->change_shared;
	const struct row_column *classes = row_columns_find(rows, "classes");

	s->changes = order_by(rows, "block", "part");
	s->lists = xcalloc(rows->rows + 1, sizeof(*s->lists));
	s->totals = totals_of(rows, s->changes);
	for (size_t i = 0; i < rows->rows; i++) {
		s->lists[i] = row_column_at(classes, s->changes[i]);
		s->fullest = s->totals[i] > s->totals[s->fullest] ? i : s->fullest;
	}
}

struct report_source *report_source_read(sqlite3 *db, struct run_columns *run)
{
	struct report_source *s = xcalloc(1, sizeof(*s));

	s->run = run;
	read_table(db, &run->change_shared, "report_changes");
	read_table(db, &run->op_row, "report_ops");
	read_table(db, &run->buffer_row, "report_buffers");
	read_table(db, &run->buffer_form, "report_buffer_forms");
	read_table(db, &run->buffer_used, "report_buffer_uses");
	order_changes(s);
	s->ops = order_by(&run->op_row, "op", NULL);
	s->buffers = buffer_source_read(db, run);
	return s;
}

void report_source_free(struct report_source *s)
{
	buffer_source_free(s->buffers);
	free(s->changes);
	free(s->ops);
	free(s->lists);
	free(s->totals);
	free(s);
}

static void put_stretches(struct report_rows *r, const struct thinned_changes *t)
{
	for (size_t i = 0; i < t->stretch_count; i++) {
		const struct stretch *s = &t->stretches[i];
		const struct cell cells[] = {NUMBER(row, s->first), NUMBER(changes, s->changes),
			NUMBER(whole, s->whole)};

		row_columns_add(&r->stretch, cells, sizeof(cells) / sizeof(*cells));
	}
}

/* What is left of these places of the order, at most `most`. */
static void put_changes(struct report_rows *r, const struct report_source *s, uint32_t *places, size_t count,
	size_t most)
{
	uint64_t *lists = xcalloc(count + 1, sizeof(*lists)), *totals = xcalloc(count + 1, sizeof(*totals));
	struct thinned_changes t;
	size_t left = 0;

	work_spend(count * COPY_NS);
	for (size_t i = 0; i < count; i++) {
		lists[i] = s->lists[places[i]];
		totals[i] = s->totals[places[i]];
	}
	t = thinned_changes(lists, totals, count, most);
	for (size_t i = 0; i < count; i++)
		if (t.stays[i])
			places[left++] = s->changes[places[i]];
	row_columns_copy(&r->change, &s->run->change_shared, change_names, CHANGE_NAMES, places, left);
	put_stretches(r, &t);
	r->looked_at = count;
	thinned_changes_free(&t);
	free(lists);
	free(totals);
}

static void put_all_changes(struct report_rows *r, const struct report_source *s, size_t most)
{
	const size_t count = s->run->change_shared.rows;
	uint32_t *places = xcalloc(count + 1, sizeof(*places));

	for (size_t i = 0; i < count; i++)
		places[i] = (uint32_t)i;
	put_changes(r, s, places, count, most);
	free(places);
}

/* Changes from SPANS places; when these were. */
static void put_sampled_changes(struct report_rows *r, const struct report_source *s, size_t count, size_t most,
	struct report_spans *spans)
{
	const struct row_columns *rows = &s->run->change_shared;
	const struct row_column *time = row_columns_find(rows, "time_ns");
	const size_t each = count / REPORT_SPANS;
	uint32_t *places = xcalloc(each * REPORT_SPANS + 1, sizeof(*places));

	spans->count = each ? REPORT_SPANS : 0;
	for (size_t i = 0; i < spans->count; i++) {
		size_t from = (rows->rows - each) / (REPORT_SPANS - 1) * i;

		for (size_t k = 0; k < each; k++)
			places[i * each + k] = (uint32_t)(from + k);
		spans->begin_ns[i] = (int64_t)row_column_at(time, s->changes[from]);
		spans->end_ns[i] = (int64_t)row_column_at(time, s->changes[from + each - 1]);
	}
	put_changes(r, s, places, spans->count * each, most);
	free(places);
}

/* Of too many ops those stay that changes have. */
static bool *ops_that_stay(const struct report_rows *r, const struct row_columns *rows,
	const uint32_t *order)
{
	const struct row_column *in_change = row_columns_find(&r->change, "op");
	const struct row_column *op = row_columns_find(rows, "op");
	bool *stays = xcalloc(rows->rows + 1, sizeof(*stays));
	struct table named = {0};

	for (size_t i = 0; i < r->change.rows; i++)
		if (row_column_at(in_change, i) != L1T_UNKNOWN)
			table_put(&named, row_column_at(in_change, i), &named);
	for (size_t i = 0; i < rows->rows; i++)
		stays[i] = table_get(&named, row_column_at(op, order[i]));
	table_free(&named);
	return stays;
}

/* spans: NULL, or only those. is_thinned: only those that changes have. */
static void put_ops(struct report_rows *r, const struct report_source *s, bool is_thinned,
	const struct report_spans *spans)
{
	static const char *const names[] = {"op", "form", "time_ns", "buffer_bytes", "headroom_bytes"};
	const struct row_columns *rows = &s->run->op_row;
	const struct row_column *time = row_columns_find(rows, "time_ns");
	bool *stays = is_thinned ? ops_that_stay(r, rows, s->ops) : NULL;
	uint32_t *picked = xcalloc(rows->rows + 1, sizeof(*picked));
	size_t left = 0;

	for (size_t i = 0; i < rows->rows; i++)
		if ((!stays || stays[i]) && (!spans || report_spans_have(spans, row_column_at(time, s->ops[i]))))
			picked[left++] = s->ops[i];
	row_columns_copy(&r->op, rows, names, sizeof(names) / sizeof(*names), picked, left);
	free(picked);
	free(stays);
}

static void count_rows(struct report_rows *r, const struct run_columns *run)
{
	r->changes = (struct packed_count){r->change.rows, run->change_shared.rows};
	r->ops = (struct packed_count){r->op.rows, run->op_row.rows};
}

/* When the fullest of all is. */
static int64_t peak_of(const struct report_source *s)
{
	const struct row_columns *rows = &s->run->change_shared;

	return rows->rows ? (int64_t)row_column_at(row_columns_find(rows, "time_ns"), s->changes[s->fullest])
		: INT64_MAX;
}

struct report_rows report_rows(struct report_source *s, size_t most)
{
	struct report_rows r = {0};

	put_all_changes(&r, s, most);
	put_ops(&r, s, s->run->op_row.rows > most, NULL);
	report_buffers(&r, s->buffers, most, peak_of(s), NULL);
	count_rows(&r, s->run);
	return r;
}

struct report_rows report_sample(struct report_source *s, double part, size_t most)
{
	struct report_rows r = {0};
	struct report_spans spans;
	const size_t of_part = (size_t)((double)most * part);

	put_sampled_changes(&r, s, (size_t)((double)s->run->change_shared.rows * part), of_part, &spans);
	put_ops(&r, s, s->run->op_row.rows > most, &spans);
	report_buffers(&r, s->buffers, of_part, peak_of(s), &spans);
	count_rows(&r, s->run);
	return r;
}

void report_rows_free(struct report_rows *r)
{
	row_columns_free(&r->change);
	row_columns_free(&r->stretch);
	row_columns_free(&r->op);
	row_columns_free(&r->buffer);
	row_columns_free(&r->form);
}
