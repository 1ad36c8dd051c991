/*
 * Rows printed while a trace is read: see streamed_rows.h.
 *
 * Must not know: accounting.
 */
#include <stdlib.h>
#include <string.h>
#include "l1t_record.h"
#include "output.h"
#include "streamed_rows.h"
#include "work_allowance.h"
#include "xalloc.h"

bool streamed_rows_can(const struct options *o)
{
	return o->rows.format != FORMAT_TABLE && !o->rows.sort && !options_grouped(o);
}

static void begin(struct streamed_rows *r)
{
	const char **columns = xcalloc((size_t)r->column_count + 1, sizeof(*columns));

	memcpy(columns, r->columns, (size_t)r->column_count * sizeof(*columns));
	columns[r->column_count] = "rank";
	r->out = output_open(r->o);
	r->text = row_text_begin(r->out, r->o->rows.format, columns, r->column_count + r->ranked);
	free(columns);
}

bool streamed_row(struct streamed_rows *r, uint64_t ns)
{
	if (!r->text)
		begin(r);
	/* where the work is used up, whoever reads the trace cuts it here */
	if ((r->o->rows.limit && r->rows >= (uint64_t)r->o->rows.limit) || ferror(r->out) ||
		!work_spend(ns))
		return false;
	r->rows++;
	return true;
}

void streamed_number(struct streamed_rows *r, uint64_t value)
{
	if (value == L1T_UNKNOWN)
		row_text_text(r->text, NULL);
	else
		row_text_integer(r->text, (int64_t)value);
}

void streamed_id(struct streamed_rows *r, uint64_t value)
{
	streamed_number(r, value ? value : L1T_UNKNOWN);
}

void streamed_real(struct streamed_rows *r, double value, const char *text)
{
	row_text_real(r->text, value, text);
}

void streamed_text(struct streamed_rows *r, const char *text)
{
	row_text_text(r->text, text);
}

void streamed_row_end(struct streamed_rows *r, uint64_t rank)
{
	if (r->ranked)
		streamed_number(r, rank);
	row_text_end_row(r->text);
}

int streamed_rows_end(struct streamed_rows *r, sqlite3 *db)
{
	uint64_t rows;
	int result;

	if (!r->text)
		begin(r);
	rows = row_text_end(r->text);
	result = output_close(r->out, r->o);
	if (!rows)
		output_none_left(db, r->o);
	return result;
}
