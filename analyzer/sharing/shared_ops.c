/*
 * The rows of one op, until the next op begins. Where each chip ran a program of its own (a
 * collective operation), each has its row.
 *
 * Must not know: records.
 */
#include <stdlib.h>
#include <string.h>
#include "row_forms.h"
#include "row_keeper.h"
#include "shared_ops.h"
#include "work_allowance.h"
#include "xalloc.h"

enum {
	KEPT_MAX = 8,           /* different rows of one op */
	MEMBERS_MAX = 1024,
	COMPARE_NS = 2,
};

struct kept {
	struct account_op row;          /* the first one */
	struct member_list chips;
};

struct shared_ops {
	uint64_t run, op, nth;  /* op 0: none; nth: number of its chips so far */
	uint64_t parts;         /* number of its rows so far */
	struct row_keeper row;
	struct row_writer form;
	struct row_forms *forms;
	struct chip_lists *lists;
	struct kept kept[KEPT_MAX];
	size_t count;
};

struct shared_ops *shared_ops_new(sqlite3 *db, struct chip_lists *lists)
{
	struct shared_ops *s = xcalloc(1, sizeof(*s));

	s->row.table = row_writer(db, "op_row");
	s->form = row_writer(db, "op_form");
	s->forms = row_forms_new();
	s->lists = lists;
	return s;
}

void shared_ops_free(struct shared_ops *s)
{
	row_writer_free(&s->row.table);
	row_writer_free(&s->form);
	row_forms_free(s->forms);
	for (size_t i = 0; i < KEPT_MAX; i++)
		free(s->kept[i].chips.at);
	free(s);
}

void shared_ops_columns(struct shared_ops *s, struct row_columns *columns, bool only)
{
	s->row.columns = columns;
	s->row.only_columns = only;
}

void shared_ops_begin(struct shared_ops *s, uint64_t run)
{
	row_forms_clear(s->forms);
	s->run = run;
	s->op = 0;
}

static void write_form(struct shared_ops *s, uint64_t form, const struct account_op *o, uint64_t chips)
{
	WRITE_ROW(&s->form, NUMBER(run, s->run), NUMBER(form, form), NUMBER(chips, chips),
		NUMBER(handle, o->device), TEXT(kind, o->kind), ID(name, o->name),
		NUMBER(program, o->program), NUMBER(program_bytes, o->program_bytes),
		NUMBER(kernel_text_bytes, o->kernel_text_bytes), ID(callsite, o->callsite),
		NUMBER(program_end, o->program_end), ID(type, o->type),
		NUMBER(l1_small_bytes, o->l1_small_bytes),
		NUMBER(persistent_bytes, o->persistent_bytes), NUMBER(trace, o->trace),
		ID(captured_op, o->captured_op), ID(captured_name, o->captured_name),
		NUMBER(thread, o->thread));
}

/* Its words are all that a form has. */
static uint64_t form_of(struct shared_ops *s, const struct account_op *o, uint64_t chips)
{
	const uint64_t words[] = {chips, o->device, (uintptr_t)o->kind, o->name, o->program,
		o->program_bytes, o->kernel_text_bytes, o->callsite, o->program_end, o->type,
		o->l1_small_bytes, o->persistent_bytes, o->trace, o->captured_op, o->captured_name,
		o->thread};
	bool is_new;
	uint64_t form = row_forms_number(s->forms, words, sizeof(words) / sizeof(*words), &is_new);

	if (is_new)
		write_form(s, form, o, chips);
	return form;
}

static void write(struct shared_ops *s, const struct kept *k)
{
	const struct account_op *o = &k->row;
	uint64_t form = form_of(s, o, chip_lists_number(s->lists, &k->chips));

	KEEP_ROW(&s->row, NUMBER(run, s->run), NUMBER(op, o->op), NUMBER(part, s->parts++),
		NUMBER(form, form), NUMBER(time_ns, o->time_ns), NUMBER(moment, o->moment),
		NUMBER(buffer_bytes, o->buffer_bytes), NUMBER(headroom_bytes, o->headroom_bytes));
}

void shared_ops_end(struct shared_ops *s)
{
	for (size_t i = 0; i < s->count; i++)
		write(s, &s->kept[i]);
	s->count = 0;
}

/* Equal in all that tables op_row and op_form have. */
static bool is_equal(const struct account_op *a, const struct account_op *b)
{
	return a->time_ns == b->time_ns && a->name == b->name && a->program == b->program &&
		a->device == b->device && a->callsite == b->callsite &&
		a->buffer_bytes == b->buffer_bytes && a->l1_small_bytes == b->l1_small_bytes &&
		a->program_bytes == b->program_bytes && a->persistent_bytes == b->persistent_bytes &&
		a->peak_bytes == b->peak_bytes && a->headroom_bytes == b->headroom_bytes &&
		a->kernel_text_bytes == b->kernel_text_bytes && a->program_end == b->program_end &&
		a->moment == b->moment && a->type == b->type && a->trace == b->trace &&
		a->captured_op == b->captured_op && a->captured_name == b->captured_name &&
		a->thread == b->thread && !strcmp(a->kind, b->kind);
}

static struct kept *row_for(struct shared_ops *s, const struct account_op *o)
{
	struct kept *k;

	for (size_t i = 0; i < s->count && work_spend(COMPARE_NS); i++)
		if (is_equal(&s->kept[i].row, o) && s->kept[i].chips.count < MEMBERS_MAX)
			return &s->kept[i];
	if (s->count == KEPT_MAX)
		shared_ops_end(s);
	k = &s->kept[s->count++];
	k->row = *o;
	k->chips.count = 0;
	return k;
}

void shared_ops_add(struct shared_ops *s, const struct account_op *o)
{
	if (o->op != s->op) {
		shared_ops_end(s);
		s->op = o->op;
		s->nth = s->parts = 0;
	}
	member_list_add(&row_for(s, o)->chips, (struct member){.nth = s->nth++,
		.opening = o->opening, .chip = o->chip});
}
