/* Rows for the tables that are asked: see report_tables.h. */
#include "database.h"
#include "id_map.h"
#include "report_tables.h"
#include "row_writer.h"
#include "statement.h"

/* The numbers that a statement gives. */
static struct table numbers_of(sqlite3 *db, const char *name)
{
	sqlite3_stmt *s = statement(db, name);
	static char there;
	struct table t = {0};

	while (database_next(s))
		table_put(&t, (uint64_t)sqlite3_column_int64(s, 0), &there);
	sqlite3_finalize(s);
	return t;
}

static void put(struct row_writer *w, const struct row_columns *rows, size_t row)
{
	struct cell cells[CELLS_MAX];

	row_columns_cells(rows, row, cells);
	write_row(w, cells, rows->count);
}

static void put_ops(sqlite3 *db, const struct row_columns *rows)
{
	const struct row_column *op = row_columns_find(rows, "op");
	bool all = database_any(statement(db, "report_has_marks"));
	struct table wanted = numbers_of(db, "report_peak_ops");
	struct row_writer w = row_writer(db, "op_row");

	for (size_t i = 0; i < rows->rows; i++)
		if (all || table_get(&wanted, row_column_at(op, i)))
			put(&w, rows, i);
	row_writer_free(&w);
	table_free(&wanted);
}

/* But those that no free ended: they are there. forms: gets the numbers of theirs. */
static void put_buffers(sqlite3 *db, const struct row_columns *rows, struct table *forms)
{
	const struct row_column *buffer = row_columns_find(rows, "buffer");
	const struct row_column *reason = row_columns_find(rows, "reason");
	const struct row_column *form = row_columns_find(rows, "form");
	struct table wanted = numbers_of(db, "report_found_buffers");
	struct row_writer w = row_writer(db, "buffer_row");

	for (size_t i = 0; wanted.count && i < rows->rows; i++)
		if (table_get(&wanted, row_column_at(buffer, i)) && row_column_at(reason, i) == L1T_UNKNOWN) {
			put(&w, rows, i);
			table_put(forms, row_column_at(form, i), forms);
		}
	row_writer_free(&w);
	table_free(&wanted);
}

static void put_forms(sqlite3 *db, const struct row_columns *rows, const struct table *wanted)
{
	const struct row_column *form = row_columns_find(rows, "form");
	struct row_writer w = row_writer_if_new(db, "buffer_form");

	for (size_t i = 0; wanted->count && i < rows->rows; i++)
		if (table_get(wanted, row_column_at(form, i)))
			put(&w, rows, i);
	row_writer_free(&w);
}

void report_tables(sqlite3 *db, const struct run_columns *run)
{
	struct table forms = {0};

	database_run(db, "BEGIN");
	put_ops(db, &run->op_row);
	put_buffers(db, &run->buffer_row, &forms);
	put_forms(db, &run->buffer_form, &forms);
	database_run(db, "COMMIT");
	table_free(&forms);
}
