/*
 * What lifetimes have in common is written once: a model allocates the same buffers again and again.
 *
 * Must not know: records.
 */
#include <stdlib.h>
#include "buffer_rows.h"
#include "buffer_words.h"
#include "grown_array.h"
#include "load.h"
#include "row_forms.h"
#include "row_keeper.h"
#include "xalloc.h"

struct buffer_rows {
	uint64_t run;
	struct row_keeper row, form, used;
	struct row_forms *forms, *uses;
	bool only_leaks;                /* into the tables; */
	bool *in_table;                 /* forms that are */
	size_t form_count, form_capacity;
};

static const struct use_summary not_known = {.uses = L1T_UNKNOWN, .first = {0, L1T_UNKNOWN},
	.last = {0, L1T_UNKNOWN}, .perhaps = {0, L1T_UNKNOWN}, .ops_before = L1T_UNKNOWN,
	.ops_until_end = L1T_UNKNOWN};

struct buffer_rows *buffer_rows_new(sqlite3 *db)
{
	struct buffer_rows *b = xcalloc(1, sizeof(*b));

	b->row.table = row_writer(db, "buffer_row");
	b->form.table = row_writer(db, "buffer_form");
	b->used.table = row_writer(db, "buffer_used");
	b->forms = row_forms_new();
	b->uses = row_forms_new();
	return b;
}

void buffer_rows_free(struct buffer_rows *b)
{
	row_writer_free(&b->row.table);
	row_writer_free(&b->form.table);
	row_writer_free(&b->used.table);
	row_forms_free(b->forms);
	row_forms_free(b->uses);
	free(b->in_table);
	free(b);
}

void buffer_rows_columns(struct buffer_rows *b, struct run_columns *columns, bool only)
{
	b->row.columns = &columns->buffer_row;
	b->form.columns = &columns->buffer_form;
	b->used.columns = &columns->buffer_used;
	b->only_leaks = only;
}

void buffer_rows_begin(struct buffer_rows *b, uint64_t run)
{
	row_forms_clear(b->forms);
	row_forms_clear(b->uses);
	b->form_count = 0;
	b->run = run;
}

/* Whether what a call returned may be in it: it was made neither for a program nor for another purpose. */
static bool is_result(const struct account_buffer *b)
{
	return !b->purpose && !(b->alloc.flags & (L1T_ALLOC_ENQUEUED | L1T_ALLOC_MADE));
}

static void write_form(struct buffer_rows *w, uint64_t form, const struct account_buffer *b,
	const struct use_summary *u)
{
	const struct l1t_alloc *a = &b->alloc;

	/* of a set of chips the column has the first one, from the device's list */
	KEEP_ROW(&w->form, NUMBER(run, w->run), NUMBER(form, form), ID(handle, a->device),
		NUMBER(mesh, b->mesh),
		CHIP(device, b->chips < L1T_CHIPS_FIRST ? b->chips : L1T_UNKNOWN),
		TEXT(kind, buffer_kind(a->type)), TEXT(layout, buffer_layout(a->layout)),
		NUMBER(bytes_per_core, a->bytes_per_core), NUMBER(size_bytes, a->size_bytes),
		NUMBER(page_bytes, a->page_bytes), ID(cores, a->cores), NUMBER(core_count, a->core_count),
		NUMBER(announced, !!(a->flags & L1T_ALLOC_ANNOUNCED)), ID(callsite, a->callsite),
		NUMBER(per_core, !!(a->flags & L1T_ALLOC_PER_CORE)), NUMBER(free_thread, b->free_thread),
		STRING(purpose, id_or_null(b->purpose)), ID(free_callsite, b->free_callsite),
		TEXT(free_manner, buffer_manner(b->free_manner)),
		TEXT(last_use, u->how), ID(last_use_callsite, u->callsite),
		ID(tensor, b->tensor), STRING(given, id_or_null(b->given)), NUMBER(result, is_result(b)));
}

/* Where only leaks are in the tables: their forms, too. */
static void keep_form(struct buffer_rows *w, uint64_t form, bool is_new, const struct account_buffer *b,
	const struct use_summary *u)
{
	struct row_columns *columns = w->form.columns;

	w->in_table = grow_to(w->in_table, &w->form_count, &w->form_capacity, form, sizeof(*w->in_table));
	w->form.columns = is_new ? columns : NULL;
	w->form.only_columns = w->in_table[form] || !b->reason;
	w->in_table[form] |= !!b->reason;
	write_form(w, form, b, u);
	w->form.columns = columns;
}

/* Its words are all that a form has. A device that is met later makes another form. */
static uint64_t form_of(struct buffer_rows *w, const struct account_buffer *b,
	const struct use_summary *u)
{
	const struct l1t_alloc *a = &b->alloc;
	const uint64_t words[] = {a->device, b->mesh, b->chips, a->type, a->layout, a->bytes_per_core,
		a->size_bytes, a->page_bytes, a->cores, a->core_count,
		a->flags & (L1T_ALLOC_ANNOUNCED | L1T_ALLOC_PER_CORE), a->callsite, b->free_thread,
		b->purpose, b->free_callsite, b->free_manner, (uintptr_t)u->how, u->callsite, b->tensor, b->given,
		is_result(b)};
	bool is_new;
	uint64_t form = row_forms_number(w->forms, words, sizeof(words) / sizeof(*words), &is_new);

	if (w->only_leaks)
		keep_form(w, form, is_new, b, u);
	else if (is_new)
		write_form(w, form, b, u);
	return form;
}

static uint64_t op_of(const struct time_of_use *t)
{
	return t->ns == L1T_UNKNOWN ? L1T_UNKNOWN : t->op;
}

/* How much later `until` is; unknown if one of them is. */
static uint64_t difference(uint64_t from, uint64_t until)
{
	return from == L1T_UNKNOWN || until == L1T_UNKNOWN ? L1T_UNKNOWN : until - from;
}

/* What is counted from the op before its allocation is the same in each pass of a loop. */
static uint64_t used_of(struct buffer_rows *w, const struct use_summary *u)
{
	const uint64_t from = u->ops_before;
	const uint64_t words[] = {u->uses, difference(from, u->made_for ? u->made_for : L1T_UNKNOWN),
		difference(from, op_of(&u->first)), difference(from, op_of(&u->last)),
		difference(from, op_of(&u->perhaps)), difference(from, u->ops_until_end),
		difference(from, u->wanted_by ? u->wanted_by : L1T_UNKNOWN),
		difference(from, op_of(&u->direct)),
		u->direct.ns == L1T_UNKNOWN ? L1T_UNKNOWN : u->direct_by_host};
	bool is_new;
	uint64_t used = row_forms_number(w->uses, words, sizeof(words) / sizeof(*words), &is_new);

	if (is_new)
		KEEP_ROW(&w->used, NUMBER(run, w->run), NUMBER(used, used), NUMBER(uses, words[0]),
			NUMBER(alloc_nth, words[1]), NUMBER(first_use_nth, words[2]),
			NUMBER(last_use_nth, words[3]), NUMBER(perhaps_nth, words[4]),
			NUMBER(ops_lived, words[5]), NUMBER(wanted_nth, words[6]),
			NUMBER(direct_nth, words[7]), NUMBER(direct_by_host, words[8]));
	return used;
}

void buffer_rows_add(struct buffer_rows *w, const struct account_buffer *b,
	const struct use_summary *use)
{
	const struct use_summary *u = use ? use : &not_known;
	const struct l1t_alloc *a = &b->alloc;
	uint64_t part = l1t_part_of(a);

	w->row.only_columns = w->only_leaks && !b->reason;
	KEEP_ROW(&w->row, NUMBER(run, w->run), NUMBER(buffer, l1t_buffer_of(a)),
		NUMBER(form, form_of(w, b, u)), NUMBER(address, a->address),
		NUMBER(alloc_ns, b->alloc_ns), NUMBER(life_ns, difference(b->alloc_ns, b->free_ns)),
		TEXT(reason, b->reason), NUMBER(alloc_moment, b->alloc_moment),
		NUMBER(moments, difference(b->alloc_moment, b->free_moment)),
		NUMBER(alloc_thread, b->alloc_thread),
		NUMBER(part, part || a->flags & L1T_ALLOC_PER_CORE ? part : L1T_UNKNOWN),
		NUMBER(used, use ? used_of(w, use) : L1T_UNKNOWN), NUMBER(ops_before, u->ops_before),
		NUMBER(last_use_ns, difference(b->alloc_ns, u->last.ns)),
		NUMBER(perhaps_ns, difference(b->alloc_ns, u->perhaps.ns)));
}
