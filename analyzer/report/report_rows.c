/* Changes and ops of the page: see report_rows.h. */
#include <stdlib.h>
#include "database.h"
#include "id_map.h"
#include "report_rows.h"
#include "sorted_order.h"
#include "statement.h"
#include "thinned.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { COPY_NS = 30 };

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
static void copy_rows(struct row_columns *to, const struct row_columns *from, const uint32_t *order,
	const bool *stays, const char *const *names, size_t count)
{
	const struct row_column *columns[CELLS_MAX];
	struct cell cells[CELLS_MAX];

	for (size_t c = 0; c < count; c++) {
		columns[c] = row_columns_find(from, names[c]);
		cells[c] = (struct cell){.column = names[c], .kind = CELL_NUMBER};
	}
	for (size_t i = 0; i < from->rows; i++) {
		if (stays && !stays[i])
			continue;
		for (size_t c = 0; c < count; c++)
			cells[c].number = row_column_at(columns[c], order[i]);
		row_columns_add(to, cells, count);
	}
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
	static const char *const names[] = {"time_ns", "event", "classes", "op", "buffer_bytes",
		"l1_small_bytes", "program_bytes", "persistent_bytes"};
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
	copy_rows(&r->change, rows, order, t.stays, names, sizeof(names) / sizeof(*names));
	put_stretches(r, &t);
	r->changes = (struct packed_count){r->change.rows, rows->rows};
	fullest = rows->rows ? order[fullest] : 0;
	thinned_changes_free(&t);
	free(order);
	free(lists);
	free(totals);
	return rows->rows ? (int64_t)row_column_at(time, fullest) : INT64_MAX;
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

static void put_ops(struct report_rows *r, const struct row_columns *rows, size_t most)
{
	static const char *const names[] = {"op", "form", "time_ns", "buffer_bytes", "headroom_bytes"};
	uint32_t *order = order_by(rows, "op", NULL);
	bool *stays = rows->rows > most ? ops_that_stay(r, rows, order) : NULL;

	copy_rows(&r->op, rows, order, stays, names, sizeof(names) / sizeof(*names));
	r->ops = (struct packed_count){r->op.rows, rows->rows};
	free(stays);
	free(order);
}

struct report_rows report_rows(sqlite3 *db, struct run_columns *run, size_t most)
{
	struct report_rows r = {0};
	int64_t peak_ns;

	read_table(db, &run->change_shared, "report_changes");
	read_table(db, &run->op_row, "report_ops");
	read_table(db, &run->buffer_row, "report_buffers");
	read_table(db, &run->buffer_form, "report_buffer_forms");
	read_table(db, &run->buffer_used, "report_buffer_uses");
	peak_ns = put_changes(&r, &run->change_shared, most);
	put_ops(&r, &run->op_row, most);
	report_buffers(&r, db, run, most, peak_ns);
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
