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

/* The rows that stay, with these columns of theirs. stays: by place in the order; NULL: all. */
static void copy_rows(struct row_columns *to, const struct row_columns *from, uint32_t *order,
	const bool *stays, const char *const *names, size_t count)
{
	size_t left = 0;

	for (size_t i = 0; i < from->rows; i++)
		if (!stays || stays[i])
			order[left++] = order[i];
	row_columns_copy(to, from, names, count, order, left);
}

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

static void put_stretches(struct report_rows *r, const struct thinned_changes *t)
{
	for (size_t i = 0; i < t->stretch_count; i++) {
		const struct stretch *s = &t->stretches[i];
		const struct cell cells[] = {NUMBER(row, s->first), NUMBER(changes, s->changes),
			NUMBER(whole, s->whole)};

		row_columns_add(&r->stretch, cells, sizeof(cells) / sizeof(*cells));
	}
}

/* Returns when the fullest of all was. */
static int64_t put_changes(struct report_rows *r, const struct row_columns *rows, size_t most)
{
	uint32_t *order = order_by(rows, "block", "part");
	uint64_t *lists = xcalloc(rows->rows + 1, sizeof(*lists)), *totals = totals_of(rows, order);
	const struct row_column *classes = row_columns_find(rows, "classes");
	const struct row_column *time = row_columns_find(rows, "time_ns");
	struct thinned_changes t;
	size_t fullest = 0;

	for (size_t i = 0; i < rows->rows; i++) {
		lists[i] = row_column_at(classes, order[i]);
		fullest = totals[i] > totals[fullest] ? i : fullest;
	}
	t = thinned_changes(lists, totals, rows->rows, most);
	fullest = rows->rows ? order[fullest] : 0;
	copy_rows(&r->change, rows, order, t.stays, change_names, CHANGE_NAMES);
	put_stretches(r, &t);
	thinned_changes_free(&t);
	free(order);
	free(lists);
	free(totals);
	return rows->rows ? (int64_t)row_column_at(time, fullest) : INT64_MAX;
}

/* So many rows of all changes, in the order of these, from SPANS places; when these were. */
static void put_sampled_changes(struct report_rows *r, const struct row_columns *rows, size_t most,
	struct report_spans *spans)
{
	uint32_t *order = order_by(rows, "block", "part");
	const struct row_column *time = row_columns_find(rows, "time_ns");
	const size_t each = most / REPORT_SPANS;

	spans->count = each ? REPORT_SPANS : 0;
	for (size_t i = 0; i < spans->count; i++) {
		size_t from = (rows->rows - each) / (REPORT_SPANS - 1) * i;

		memmove(order + i * each, order + from, each * sizeof(*order));
		spans->begin_ns[i] = (int64_t)row_column_at(time, order[i * each]);
		spans->end_ns[i] = (int64_t)row_column_at(time, order[i * each + each - 1]);
	}
	row_columns_copy(&r->change, rows, change_names, CHANGE_NAMES, order, spans->count * each);
	free(order);
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

static bool *ops_in(const struct row_columns *rows, const uint32_t *order, const struct report_spans *spans)
{
	const struct row_column *time = row_columns_find(rows, "time_ns");
	bool *stays = xcalloc(rows->rows + 1, sizeof(*stays));

	for (size_t i = 0; i < rows->rows; i++)
		stays[i] = report_spans_have(spans, row_column_at(time, order[i]));
	return stays;
}

/* spans: NULL, or only those. */
static void put_ops(struct report_rows *r, const struct row_columns *rows, size_t most,
	const struct report_spans *spans)
{
	static const char *const names[] = {"op", "form", "time_ns", "buffer_bytes", "headroom_bytes"};
	uint32_t *order = order_by(rows, "op", NULL);
	bool *stays = spans ? ops_in(rows, order, spans)
		: rows->rows > most ? ops_that_stay(r, rows, order) : NULL;

	copy_rows(&r->op, rows, order, stays, names, sizeof(names) / sizeof(*names));
	free(stays);
	free(order);
}

void report_rows_read(sqlite3 *db, struct run_columns *run)
{
	read_table(db, &run->change_shared, "report_changes");
	read_table(db, &run->op_row, "report_ops");
	read_table(db, &run->buffer_row, "report_buffers");
	read_table(db, &run->buffer_form, "report_buffer_forms");
	read_table(db, &run->buffer_used, "report_buffer_uses");
}

static void count_rows(struct report_rows *r, const struct run_columns *run)
{
	r->changes = (struct packed_count){r->change.rows, run->change_shared.rows};
	r->ops = (struct packed_count){r->op.rows, run->op_row.rows};
}

struct report_rows report_rows(sqlite3 *db, struct run_columns *run, size_t most)
{
	struct report_rows r = {0};
	int64_t peak_ns;

	peak_ns = put_changes(&r, &run->change_shared, most);
	put_ops(&r, &run->op_row, most, NULL);
	report_buffers(&r, db, run, most, peak_ns, NULL);
	count_rows(&r, run);
	return r;
}

struct report_rows report_sample(sqlite3 *db, struct run_columns *run, double part)
{
	struct report_rows r = {0};
	struct report_spans spans;

	put_sampled_changes(&r, &run->change_shared, (size_t)((double)run->change_shared.rows * part),
		&spans);
	put_ops(&r, &run->op_row, SIZE_MAX, &spans);
	report_buffers(&r, db, run, SIZE_MAX, 0, &spans);
	count_rows(&r, run);
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
