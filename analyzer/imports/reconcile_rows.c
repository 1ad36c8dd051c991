/*
 * The rows of a comparison: whether two numbers agree, and writing them. See reconcile_rows.h.
 *
 * Must not know: what single reports look like, how rows are printed.
 */
#include "reconcile_rows.h"
#include "statement.h"
#include "work_allowance.h"

struct reconciliation reconcile_open(sqlite3 *db)
{
	statement_run(db, "reconcile_table");
	return (struct reconciliation){.db = db, .rows = row_writer(db, "reconciled")};
}

void reconcile_close(struct reconciliation *r)
{
	row_writer_free(&r->rows);
}

void reconcile_next(struct reconciliation *r)
{
	r->which++;
	r->compared = (struct compared){0};
}

struct compared_row compared_row(const char *report, const char *scope, const char *kind,
	const char *what)
{
	return (struct compared_row){.report = report, .scope = scope, .kind = kind, .what = what,
		.device = UINT64_MAX, .address = UINT64_MAX, .reported_bytes = UINT64_MAX,
		.recorded_bytes = UINT64_MAX, .program_bytes = UINT64_MAX, .kernel_bytes = UINT64_MAX,
		.total_bytes = UINT64_MAX};
}

static bool both_known(const struct compared_row *row)
{
	return row->reported_bytes != UINT64_MAX && row->recorded_bytes != UINT64_MAX;
}

bool compared_agrees(const struct compared_row *row)
{
	uint64_t unit = row->unit ? row->unit : 1;

	return both_known(row) && row->reported_bytes / unit == row->recorded_bytes / unit;
}

bool compared_differs(const struct compared_row *row)
{
	return both_known(row) && !compared_agrees(row);
}

void write_compared(struct reconciliation *r, const struct recorded_state *s,
	const struct compared_row *row)
{
	const unsigned row_ns = 3000;
	bool known = both_known(row);
	int64_t difference = known ? (int64_t)(row->reported_bytes - row->recorded_bytes) : 0;

	if (!work_spend(row_ns))
		return;
	if (compared_agrees(row))
		difference = 0;         /* the rest is what the report's unit leaves out */
	WRITE_ROW(&r->rows, NUMBER(which, r->which), NUMBER(run, s->at.run),
		NUMBER(device, row->device == UINT64_MAX ? s->device : row->device),
		TEXT(chips, row->device == UINT64_MAX ? s->chips : NULL), TEXT(report, row->report),
		NUMBER(time_ns, s->at.time_ns), TEXT(scope, row->scope), TEXT(cores, row->cores),
		TEXT(kind, row->kind), TEXT(what, row->what), NUMBER(address, row->address),
		NUMBER(reported_bytes, row->reported_bytes), NUMBER(recorded_bytes, row->recorded_bytes),
		NUMBER(difference_bytes, known ? (uint64_t)difference : UINT64_MAX),
		NUMBER(program_bytes, row->program_bytes), NUMBER(kernel_bytes, row->kernel_bytes),
		NUMBER(total_bytes, row->total_bytes),
		NUMBER(agrees, known ? (uint64_t)compared_agrees(row) : UINT64_MAX),
		TEXT(note, row->note));
}

void write_figure(struct reconciliation *r, const struct recorded_state *s,
	const struct compared_row *row)
{
	r->compared.figures += both_known(row);
	r->compared.figures_differ += compared_differs(row);
	r->compared.only_reported += !both_known(row);
	write_compared(r, s, row);
}
