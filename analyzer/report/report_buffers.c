/*
 * Buffers of the page, and what they have in common: see report_rows.h. Last uses as in view uses, an op
 * that perhaps used a buffer counting as one that did.
 *
 * Must not know: how rows are packed.
 */
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

enum { BUFFER_NS = 150, FORM_NS = 300 };

/* Columns by the places that they have here. */
enum { FORM, HANDLE, KIND, LAYOUT, BYTES_PER_CORE, SIZE_BYTES, CORES, CORE_COUNT, CALLSITE, PER_CORE,
	PURPOSE, FREE_CALLSITE, LAST_USE, TENSOR, GIVEN, RESULT, FORM_COLUMNS };
static const char *const form_names[] = {"form", "handle", "kind", "layout", "bytes_per_core",
	"size_bytes", "cores", "core_count", "callsite", "per_core", "purpose", "free_callsite",
	"last_use", "tensor", "given", "result"};
enum { BUFFER, OF_FORM, ADDRESS, ALLOC_NS, LIFE_NS, PART, USED, OPS_BEFORE, LAST_USE_NS, PERHAPS_NS,
	BUFFER_COLUMNS };
static const char *const buffer_names[] = {"buffer", "form", "address", "alloc_ns", "life_ns", "part",
	"used", "ops_before", "last_use_ns", "perhaps_ns"};
enum { USES, LAST_USE_NTH, PERHAPS_NTH, USED_COLUMNS };
static const char *const used_names[] = {"uses", "last_use_nth", "perhaps_nth"};
enum { OWNED_BUFFER, OWNED_KIND, OWNED_ALLOC_NS, OWNED_GONE_NS, OWNED_COLUMNS };
static const char *const owned_names[] = {"buffer", "kind", "alloc_ns", "gone_ns"};

/* Rows by a column that numbers them, mostly from 1 on. */
struct numbered {
	size_t counted;                 /* so many are; the others are here: */
	struct table others;            /* number to row + 1 */
};

struct buffer_source {
	sqlite3 *db;
	const struct run_columns *run;
	const struct row_column *form[FORM_COLUMNS], *buffer[BUFFER_COLUMNS], *used[USED_COLUMNS];
	const struct row_column *owned_at[OWNED_COLUMNS];
	struct row_columns owned;       /* in the order of their buffers */
	struct numbered forms, uses;
	struct table owners;            /* the first row + 1 of a buffer's owned */
	uint32_t *shown;                /* by row of a form: its number on the page; 0: it is not there */
	bool knows_uses;
	uint32_t *order, *form_rows;    /* the buffers of L1 as they were allocated; where their forms are */
	size_t count;
};

static void find_columns(const struct row_column **at, const struct row_columns *rows,
	const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		at[i] = row_columns_find(rows, names[i]);
}

/* Of the rows from..: their numbers to row + 1; of equal ones the first. */
static struct table rows_by(const struct row_columns *rows, const char *name, size_t from)
{
	const struct row_column *c = row_columns_find(rows, name);
	struct table t = {0};

	for (size_t i = from; i < rows->rows; i++) {
		void **at = table_place(&t, row_column_at(c, i));

		*at = *at ? *at : (void *)(uintptr_t)(i + 1);
	}
	return t;
}

static struct numbered numbered(const struct row_columns *rows, const char *name)
{
	const struct row_column *number = row_columns_find(rows, name);
	struct numbered n = {0};

	while (n.counted < rows->rows && row_column_at(number, n.counted) == n.counted + 1)
		n.counted++;
	n.others = rows_by(rows, name, n.counted);
	return n;
}

/* Row + 1; 0: none has this number. */
static size_t row_of(const struct numbered *n, uint64_t number)
{
	return number && number <= n->counted ? (size_t)number
		: (size_t)(uintptr_t)table_get(&n->others, number);
}

static bool is_drawn(const char *kind)
{
	return kind && (!strcmp(kind, "l1") || !strcmp(kind, "l1_small") || !strcmp(kind, "persistent"));
}

static const char *kind_of(const struct buffer_source *r, size_t form)
{
	return row_columns_text(&r->run->buffer_form, row_column_at(r->form[KIND], form));
}

static uint64_t cell(const struct row_column *const *columns, int column, size_t row)
{
	return row_column_at(columns[column], row);
}

static uint64_t later(uint64_t from, uint64_t by)
{
	return from == L1T_UNKNOWN || by == L1T_UNKNOWN ? L1T_UNKNOWN : from + by;
}

static bool is_owned(const struct buffer_source *r, size_t row, const char *kind)
{
	uint64_t buffer = cell(r->buffer, BUFFER, row), alloc_ns = cell(r->buffer, ALLOC_NS, row);
	uint64_t end_ns = later(alloc_ns, cell(r->buffer, LIFE_NS, row));

	for (size_t i = (uintptr_t)table_get(&r->owners, buffer); i && i <= r->owned.rows &&
		cell(r->owned_at, OWNED_BUFFER, i - 1) == buffer && work_spend(5); i++) {
		uint64_t gone_ns = cell(r->owned_at, OWNED_GONE_NS, i - 1);
		const char *of = row_columns_text(&r->owned, cell(r->owned_at, OWNED_KIND, i - 1));

		if (of && !strcmp(of, kind) && cell(r->owned_at, OWNED_ALLOC_NS, i - 1) == alloc_ns &&
			(gone_ns == L1T_UNKNOWN || (end_ns != L1T_UNKNOWN && (int64_t)gone_ns >= (int64_t)end_ns)))
			return true;
	}
	return false;
}

/* A text, of the rows themselves or by the number of a string of the run. *s: the statement that asks. */
static const char *text_of(const struct buffer_source *r, int column, size_t row, sqlite3_stmt **s)
{
	uint64_t number = cell(r->form, column, row);

	if (r->form[column]->kind == CELL_TEXT)
		return row_columns_text(&r->run->buffer_form, number);
	if (number == L1T_UNKNOWN)
		return NULL;
	if (!*s)
		*s = statement(r->db, "report_string");
	sqlite3_reset(*s);
	bind_number(*s, 1, number);
	return database_next(*s) ? (const char *)sqlite3_column_text(*s, 0) : NULL;
}

static void put_form(struct report_rows *out, const struct buffer_source *r, size_t row)
{
	sqlite3_stmt *purpose = NULL, *given = NULL;
	const struct cell cells[] = {NUMBER(handle, cell(r->form, HANDLE, row)), TEXT(kind, kind_of(r, row)),
		TEXT(layout, text_of(r, LAYOUT, row, &purpose)),
		NUMBER(bytes_per_core, cell(r->form, BYTES_PER_CORE, row)),
		NUMBER(size_bytes, cell(r->form, SIZE_BYTES, row)),
		NUMBER(core_count, cell(r->form, CORE_COUNT, row)),
		NUMBER(per_core, cell(r->form, PER_CORE, row)),
		TEXT(last_use, text_of(r, LAST_USE, row, &purpose)), NUMBER(cores, cell(r->form, CORES, row)),
		NUMBER(callsite, cell(r->form, CALLSITE, row)), NUMBER(tensor, cell(r->form, TENSOR, row)),
		TEXT(purpose, text_of(r, PURPOSE, row, &purpose)), TEXT(given, text_of(r, GIVEN, row, &given)),
		NUMBER(named, cell(r->form, RESULT, row) == 1 &&
			cell(r->form, FREE_CALLSITE, row) != cell(r->form, CALLSITE, row))};

	work_spend(FORM_NS);
	row_columns_add(&out->form, cells, sizeof(cells) / sizeof(*cells));
	sqlite3_finalize(purpose);
	sqlite3_finalize(given);
}

/* The number of a form on the page. */
static uint64_t form_of(struct report_rows *out, struct buffer_source *r, size_t row)
{
	if (!r->shown[row]) {
		put_form(out, r, row);
		r->shown[row] = (uint32_t)out->form.rows;
	}
	return r->shown[row];
}

static void put_buffer(struct report_rows *out, struct buffer_source *r, size_t row, size_t form)
{
	uint64_t alloc_ns = cell(r->buffer, ALLOC_NS, row), last = cell(r->buffer, LAST_USE_NS, row);
	uint64_t perhaps = cell(r->buffer, PERHAPS_NS, row), used = cell(r->buffer, USED, row);
	size_t use = r->knows_uses && used != L1T_UNKNOWN ? row_of(&r->uses, used) : 0;
	uint64_t uses = use ? cell(r->used, USES, use - 1) : L1T_UNKNOWN;
	int64_t surely_ns = last == L1T_UNKNOWN ? 0 : (int64_t)last;
	int64_t perhaps_ns = perhaps == L1T_UNKNOWN ? 0 : (int64_t)perhaps;
	bool is_perhaps = perhaps_ns > surely_ns;
	const struct cell cells[] = {NUMBER(buffer, cell(r->buffer, BUFFER, row)),
		NUMBER(form, form_of(out, r, form)), NUMBER(address, cell(r->buffer, ADDRESS, row)),
		NUMBER(alloc_ns, alloc_ns), NUMBER(end_ns, later(alloc_ns, cell(r->buffer, LIFE_NS, row))),
		NUMBER(part, cell(r->buffer, PART, row)), NUMBER(uses, uses),
		NUMBER(last_ns, uses == L1T_UNKNOWN ? L1T_UNKNOWN
			: later(alloc_ns, (uint64_t)(is_perhaps ? perhaps_ns : surely_ns))),
		NUMBER(ops_before, cell(r->buffer, OPS_BEFORE, row)),
		NUMBER(last_nth, use ? cell(r->used, is_perhaps ? PERHAPS_NTH : LAST_USE_NTH, use - 1)
			: L1T_UNKNOWN),
		NUMBER(perhaps, is_perhaps), NUMBER(owned, is_owned(r, row, kind_of(r, form)))};

	row_columns_add(&out->buffer, cells, sizeof(cells) / sizeof(*cells));
}

/* Finds the buffers of L1. */
static void find_drawn(struct buffer_source *r)
{
	size_t rows = r->run->buffer_row.rows;
	uint64_t *keys = xcalloc(rows + 1, sizeof(*keys)), last = L1T_UNKNOWN;
	bool drawn = false;

	for (size_t i = 0; i < rows; i++)       /* times before the first come first */
		keys[i] = cell(r->buffer, ALLOC_NS, i) ^ (uint64_t)1 << 63;
	r->order = sorted_order(keys, rows);
	r->form_rows = xcalloc(rows + 1, sizeof(*r->form_rows));
	free(keys);
	for (size_t i = 0; i < rows; i++) {
		size_t form = row_of(&r->forms, cell(r->buffer, OF_FORM, r->order[i]));
		uint64_t kind = form ? cell(r->form, KIND, form - 1) : L1T_UNKNOWN;

		if (kind != last) {     /* mostly all are of few kinds */
			last = kind;
			drawn = is_drawn(row_columns_text(&r->run->buffer_form, kind));
		}
		if (drawn) {
			r->form_rows[r->count] = (uint32_t)(form - 1);
			r->order[r->count++] = r->order[i];
		}
	}
}

/* Of too many buffers those that stay: who lives at the peak, and the largest. */
static void thin(const struct buffer_source *r, uint32_t *places, size_t *count, size_t most, int64_t peak_ns)
{
	bool *stays = xcalloc(*count + 1, sizeof(*stays));
	double *sizes = xcalloc(*count + 1, sizeof(*sizes));
	size_t left = 0;

	for (size_t i = 0; i < *count; i++) {
		size_t row = r->order[places[i]];
		uint64_t life_ns = cell(r->buffer, LIFE_NS, row), from = cell(r->buffer, ALLOC_NS, row);

		sizes[i] = (double)cell(r->form, BYTES_PER_CORE, r->form_rows[places[i]]) * (double)life_ns;
		stays[i] = (int64_t)from <= peak_ns &&
			(life_ns == L1T_UNKNOWN || (int64_t)(from + life_ns) >= peak_ns);
	}
	thinned_by_size(stays, sizes, *count, most);
	for (size_t i = 0; i < *count; i++)
		if (stays[i])
			places[left++] = places[i];
	*count = left;
	free(stays);
	free(sizes);
}

static bool is_in(const struct buffer_source *r, size_t row, const struct report_spans *spans)
{
	uint64_t from = cell(r->buffer, ALLOC_NS, row);

	return report_spans_have(spans, from) ||
		report_spans_have(spans, later(from, cell(r->buffer, LIFE_NS, row)));
}

struct buffer_source *buffer_source_read(sqlite3 *db, const struct run_columns *run)
{
	sqlite3_stmt *s = statement(db, "report_owned");
	struct buffer_source *r = xcalloc(1, sizeof(*r));

	*r = (struct buffer_source){.db = db, .run = run, .forms = numbered(&run->buffer_form, "form"),
		.uses = numbered(&run->buffer_used, "used"),
		.knows_uses = database_any(statement(db, "report_knows_uses"))};
	row_columns_read(&r->owned, s);
	sqlite3_finalize(s);
	r->owners = rows_by(&r->owned, "buffer", 0);
	find_columns(r->form, &run->buffer_form, form_names, FORM_COLUMNS);
	find_columns(r->buffer, &run->buffer_row, buffer_names, BUFFER_COLUMNS);
	find_columns(r->used, &run->buffer_used, used_names, USED_COLUMNS);
	find_columns(r->owned_at, &r->owned, owned_names, OWNED_COLUMNS);
	find_drawn(r);
	return r;
}

void report_buffers(struct report_rows *out, struct buffer_source *s, size_t most, int64_t peak_ns,
	const struct report_spans *spans)
{
	uint32_t *places = xcalloc(s->count + 1, sizeof(*places));
	size_t count = 0;

	for (size_t i = 0; i < s->count; i++)
		if (!spans || is_in(s, s->order[i], spans))
			places[count++] = (uint32_t)i;
	if (count > most)
		thin(s, places, &count, most, peak_ns);
	work_spend(s->count * BUFFER_NS);
	s->shown = xcalloc(s->run->buffer_form.rows + 1, sizeof(*s->shown));
	for (size_t i = 0; i < count; i++)
		put_buffer(out, s, s->order[places[i]], s->form_rows[places[i]]);
	out->buffers = (struct packed_count){out->buffer.rows, s->count};
	free(s->shown);
	s->shown = NULL;
	free(places);
}

void buffer_source_free(struct buffer_source *s)
{
	row_columns_free(&s->owned);
	table_free(&s->forms.others);
	table_free(&s->uses.others);
	table_free(&s->owners);
	free(s->order);
	free(s->form_rows);
	free(s);
}
