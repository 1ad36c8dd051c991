/*
 * Rows of what the accounting reports.
 *
 * Must not know: records.
 */
#include <stdlib.h>
#include <string.h>
#include "buffer_rows.h"
#include "buffer_words.h"
#include "load.h"
#include "load_changes.h"
#include "load_mark_peaks.h"
#include "load_replayed.h"
#include "load_uses.h"
#include "op_groups.h"
#include "row_writer.h"
#include "shared_ops.h"
#include "site_groups.h"
#include "taken_by.h"
#include "xalloc.h"

struct computed {
	uint64_t run;
	unsigned what;
	uint64_t buffers;               /* number in this run, whether or not they are rows */
	struct row_writer opening, class_core, peak, space, finding;
	struct buffer_rows *lifetimes;
	struct chip_lists *chips;
	struct shared_ops *ops;
	struct changes *changes;
	struct replayed *replayed;
	struct mark_peaks *mark_peaks;  /* NULL: not needed */
	struct uses *uses;              /* the same */
	struct taken_by *taken;         /* with uses */
	struct op_groups *op_groups;    /* the same */
	struct site_groups *sites;      /* the same */
	const struct row_stream *stream;        /* NULL: into the tables */
	struct account_sink sink;
};

static void on_opening(void *context, const struct account_opening *o)
{
	struct computed *c = context;

	WRITE_ROW(&c->opening, NUMBER(run, c->run), NUMBER(opening, o->opening),
		NUMBER(device, o->chip), NUMBER(handle, o->device), NUMBER(open_ns, o->open_ns),
		NUMBER(close_ns, o->close_ns));
	changes_close(c->changes, o->opening, o->close_ns);
	if (c->mark_peaks)
		mark_peaks_close(c->mark_peaks, o->opening, o->close_ns);
}

static void on_class_begins(void *context, const struct account_class *k)
{
	struct computed *c = context;

	if (c->what & LOAD_CHANGES)
		changes_class(c->changes, k);
	if (c->mark_peaks)
		mark_peaks_class(c->mark_peaks, k);
}

static void on_class_core(void *context, uint64_t opening, uint64_t class_id, uint64_t x,
	uint64_t y)
{
	struct computed *c = context;

	if (c->stream && c->stream->core) {
		c->stream->core(c->stream->context, c->run, class_id, x, y);
		return;
	}
	WRITE_ROW(&c->class_core, NUMBER(run, c->run), NUMBER(class, class_id),
		NUMBER(opening, opening), NUMBER(core_x, x), NUMBER(core_y, y));
}

static void on_peak(void *context, const struct account_peak *p)
{
	struct computed *c = context;

	WRITE_ROW(&c->peak, NUMBER(run, c->run), NUMBER(opening, p->opening), NUMBER(device, p->chip),
		NUMBER(core_x, p->core_x), NUMBER(core_y, p->core_y), NUMBER(peak_bytes, p->peak_bytes),
		NUMBER(time_ns, p->time_ns), NUMBER(buffer_bytes, p->buffer_bytes),
		NUMBER(l1_small_bytes, p->l1_small_bytes), NUMBER(program_bytes, p->program_bytes),
		NUMBER(persistent_bytes, p->persistent_bytes),
		NUMBER(headroom_bytes, p->headroom_bytes), ID(op, p->op), ID(name, p->name),
		NUMBER(class, p->class_id), ID(captured_op, p->captured_op),
		ID(captured_name, p->captured_name),
		NUMBER(most_l1_small_bytes, p->most_l1_small_bytes));
}

static void on_change(void *context, const struct account_change *r)
{
	struct computed *c = context;

	if (c->what & LOAD_CHANGES)
		changes_row(c->changes, r);
	if (c->mark_peaks)
		mark_peaks_row(c->mark_peaks, r);
}

static void on_replayed(void *context, const struct account_replayed *r)
{
	replayed_row(((struct computed *)context)->replayed, r);
}

static void on_op(void *context, const struct account_op *o)
{
	struct computed *c = context;

	if (c->stream && c->stream->op) {
		c->stream->op(c->stream->context, o);
		return;
	}
	if (c->what & LOAD_CHANGES && !strcmp(o->kind, "replay") && o->opening != L1T_UNKNOWN)
		changes_replay(c->changes, o);
	if (c->op_groups && !strcmp(o->kind, "launch"))
		op_groups_add(c->op_groups, o);
	if (!(c->what & LOAD_OPS) && !strcmp(o->kind, "launch"))
		return;
	shared_ops_add(c->ops, o);
}

static void on_buffer(void *context, const struct account_buffer *b)
{
	struct computed *c = context;
	struct use_summary use;
	bool known = c->uses && uses_end(c->uses, &b->alloc, &use);

	c->buffers += !l1t_part_of(&b->alloc);
	if (c->sites)
		site_groups_ended(c->sites, b);
	if (c->what & LOAD_BUFFERS || (c->what & LOAD_LEAKS && b->reason))
		buffer_rows_add(c->lifetimes, b, known ? &use : NULL);
}

static void on_used(void *context, const struct l1t_alloc *a, const struct using *x, bool made)
{
	struct computed *c = context;

	taken_by_add(c->taken, a, x, made);
	if (c->stream && c->stream->used && !strcmp(x->how, "op"))
		c->stream->used(c->stream->context, a, x->at.op, made);
}

static void on_allocated(void *context, const struct account_buffer *b)
{
	site_groups_allocated(((struct computed *)context)->sites, b);
}

static void on_named(void *context, const struct account_buffer *b)
{
	site_groups_named(((struct computed *)context)->sites, b);
}

static void on_space(void *context, const struct account_space *s)
{
	struct computed *c = context;

	if (c->stream && c->stream->space) {
		c->stream->space(c->stream->context, s);
		return;
	}
	WRITE_ROW(&c->space, NUMBER(run, c->run), NUMBER(handle, s->device), TEXT(kind, s->kind),
		NUMBER(time_ns, s->time_ns), NUMBER(moment, s->moment), TEXT(event, s->event),
		NUMBER(buffer, s->buffer), NUMBER(capacity_bytes, s->capacity_bytes),
		NUMBER(free_bytes, s->free_bytes), NUMBER(largest_free_bytes, s->largest_free_bytes),
		NUMBER(holes, s->holes));
}

static void on_finding(void *context, const struct account_finding *f)
{
#define WORDS(name, words, word) words,
	static const char *const kinds[FINDING_KINDS] = {ACCOUNT_FINDINGS(WORDS)};
#undef WORDS
	struct computed *c = context;

	WRITE_ROW(&c->finding, NUMBER(run, c->run), NUMBER(time_ns, f->time_ns),
		TEXT(kind, kinds[f->kind]), NUMBER(device, f->chip), NUMBER(id, f->id),
		NUMBER(other, f->other), NUMBER(address, f->address), NUMBER(bytes, f->bytes),
		TEXT(buffer_kind, buffer_kind(f->type)), NUMBER(replays, f->replays), NUMBER(op, f->op));
}

struct computed *computed_new(sqlite3 *db, unsigned what, const struct site_texts *texts)
{
	struct computed *c = xcalloc(1, sizeof(*c));

	c->opening = row_writer(db, "opening");
	c->class_core = row_writer(db, "class_core");
	c->peak = row_writer(db, "peak_core");
	c->chips = chip_lists_new(db);
	c->ops = shared_ops_new(db, c->chips);
	c->lifetimes = buffer_rows_new(db);
	c->finding = row_writer(db, "finding");
	c->space = row_writer(db, "free_space");
	c->changes = changes_new(db, what & LOAD_WORST_CHANGES);
	c->replayed = replayed_new(db);
	c->mark_peaks = what & LOAD_MARKS ? mark_peaks_new(db, c->chips) : NULL;
	c->uses = what & LOAD_USES ? uses_new((struct use_listener){on_used, c}) : NULL;
	c->taken = taken_by_new(db);
	c->op_groups = what & LOAD_OP_GROUPS ? op_groups_new(db, texts) : NULL;
	c->sites = what & LOAD_SITES ? site_groups_new(db, texts) : NULL;
	c->what = what;
	c->sink = (struct account_sink){.opening = on_opening, .peak = on_peak,
		.finding = on_finding,
		.allocated = c->sites ? on_allocated : NULL, .named = c->sites ? on_named : NULL,
		.buffer = on_buffer,
		.space = what & LOAD_SPACE ? on_space : NULL,
		.class_core = what & (LOAD_CHANGES | LOAD_CLASS_CORES) ? on_class_core : NULL,
		.class_begins = what & (LOAD_CHANGES | LOAD_MARKS) ? on_class_begins : NULL,
		.change = what & (LOAD_CHANGES | LOAD_MARKS) ? on_change : NULL,
		.replayed = what & LOAD_REPLAYED ? on_replayed : NULL,
		.op = what & (LOAD_OPS | LOAD_OP_GROUPS | LOAD_REPLAYED) ? on_op : NULL};
	return c;
}

void computed_free(struct computed *c)
{
	struct row_writer *all[] = {&c->opening, &c->class_core, &c->peak, &c->space, &c->finding};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		row_writer_free(all[i]);
	buffer_rows_free(c->lifetimes);
	shared_ops_free(c->ops);
	chip_lists_free(c->chips);
	changes_free(c->changes);
	replayed_free(c->replayed);
	if (c->mark_peaks)
		mark_peaks_free(c->mark_peaks);
	if (c->uses)
		uses_free(c->uses);
	taken_by_free(c->taken);
	if (c->op_groups)
		op_groups_free(c->op_groups);
	if (c->sites)
		site_groups_free(c->sites);
	free(c);
}

void computed_record(struct computed *c, const struct l1t_record *r, uint64_t op)
{
	struct used_after_free late;

	if (c->uses)
		uses_record(c->uses, r, op);
	while (c->uses && uses_after_free(c->uses, &late))
		on_finding(c, &(struct account_finding){.kind = FINDING_USED_AFTER_FREE,
			.time_ns = late.at.ns, .chip = L1T_UNKNOWN, .id = late.id, .other = L1T_UNKNOWN,
			.address = late.address, .bytes = late.bytes, .type = late.type,
			.replays = L1T_UNKNOWN, .op = late.at.op});
	if (c->mark_peaks)
		mark_peaks_record(c->mark_peaks, r);
}

void computed_stream(struct computed *c, const struct row_stream *stream)
{
	c->stream = stream;
	changes_stream(c->changes, stream);
}

void computed_columns(struct computed *c, struct run_columns *columns, bool only)
{
	changes_columns(c->changes, &columns->change_shared, only);
	shared_ops_columns(c->ops, &columns->op_row, only);
	buffer_rows_columns(c->lifetimes, columns, only);
}

void computed_give(struct computed *c, const struct row_names *names, uint64_t time_ns, uint64_t op)
{
	changes_give(c->changes, names);
	if (c->stream->settled)
		c->stream->settled(c->stream->context, time_ns, op);
}

void computed_finish(struct computed *c)
{
	changes_end(c->changes);
	shared_ops_end(c->ops);
	replayed_finish(c->replayed);
	taken_by_finish(c->taken, c->run);
	if (c->op_groups)
		op_groups_finish(c->op_groups, c->run);
	if (c->sites)
		site_groups_finish(c->sites, c->run);
	if (c->mark_peaks)
		mark_peaks_finish(c->mark_peaks);
}

struct accounting *computed_begin(struct computed *c, uint64_t run, const struct load_window *window)
{
	struct accounting *a = accounting_new(&c->sink, c);

	c->run = run;
	c->buffers = 0;
	chip_lists_begin(c->chips, run);
	buffer_rows_begin(c->lifetimes, run);
	shared_ops_begin(c->ops, run);
	changes_begin(c->changes, run, window);
	replayed_begin(c->replayed, run, window);
	if (c->mark_peaks)
		mark_peaks_begin(c->mark_peaks, run);
	if (c->uses)
		uses_begin(c->uses);
	taken_by_begin(c->taken);
	return a;
}

uint64_t computed_buffers(const struct computed *c)
{
	return c->buffers;
}
