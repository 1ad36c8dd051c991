/*
 * Rows that the accounting gives.
 *
 * Must not know: records.
 */
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "load.h"
#include "load_changes.h"
#include "load_mark_peaks.h"
#include "load_replayed.h"
#include "load_uses.h"
#include "xalloc.h"

struct computed {
	uint64_t run;
	unsigned what;
	uint64_t buffers;               /* of this run, whether or not they are rows */
	sqlite3_stmt *opening, *class_core, *peak, *op, *buffer, *space, *finding;
	struct changes *changes;
	struct replayed *replayed;
	struct mark_peaks *mark_peaks;  /* NULL: not asked for */
	struct uses *uses;              /* the same */
	struct account_sink sink;
};

static void bind_all(sqlite3_stmt *s, int from, const uint64_t *values, int count)
{
	for (int i = 0; i < count; i++)
		bind_number(s, from + i, values[i]);
}

#define BIND(s, from, ...) \
	bind_all(s, from, (const uint64_t[]){__VA_ARGS__}, \
		(int)(sizeof((const uint64_t[]){__VA_ARGS__}) / 8))

static uint64_t unless_zero(uint64_t v)
{
	return v ? v : L1T_UNKNOWN;
}

static void on_opening(void *context, const struct account_opening *o)
{
	struct computed *c = context;

	BIND(c->opening, 1, c->run, o->opening, o->chip, o->device, o->open_ns, o->close_ns);
	database_insert(c->opening);
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

	BIND(c->class_core, 1, c->run, class_id, opening, x, y);
	database_insert(c->class_core);
}

static void on_peak(void *context, const struct account_peak *p)
{
	struct computed *c = context;

	BIND(c->peak, 1, c->run, p->opening, p->chip, p->core_x, p->core_y, p->peak_bytes,
		p->time_ns, p->buffer_bytes, p->l1_small_bytes, p->program_bytes,
		p->persistent_bytes, p->headroom_bytes, unless_zero(p->op), unless_zero(p->name),
		p->class_id, unless_zero(p->captured_op), unless_zero(p->captured_name),
		p->most_l1_small_bytes);
	database_insert(c->peak);
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

	if (c->what & LOAD_CHANGES && !strcmp(o->kind, "replay") && o->opening != L1T_UNKNOWN)
		changes_replay(c->changes, o);
	BIND(c->op, 1, c->run, o->op, o->opening, o->chip, o->device, o->time_ns);
	sqlite3_bind_text(c->op, 7, o->kind, -1, SQLITE_STATIC);
	BIND(c->op, 8, unless_zero(o->name), o->program, o->buffer_bytes, o->program_bytes,
		o->peak_bytes, o->headroom_bytes, o->kernel_text_bytes, unless_zero(o->callsite),
		o->program_end, o->moment, unless_zero(o->type), o->l1_small_bytes,
		o->persistent_bytes, o->trace, unless_zero(o->captured_op),
		unless_zero(o->captured_name), o->thread);
	database_insert(c->op);
}

static void bind_use(sqlite3_stmt *s, int from, const struct use_summary *u)
{
	bool last = u->last.ns != L1T_UNKNOWN, perhaps = u->perhaps.ns != L1T_UNKNOWN;

	BIND(s, from, u->uses, u->first.ns == L1T_UNKNOWN ? L1T_UNKNOWN : u->first.op,
		last ? u->last.op : L1T_UNKNOWN, u->last.ns);
	bind_text(s, from + 4, u->how);
	BIND(s, from + 5, unless_zero(u->callsite), perhaps ? u->perhaps.op : L1T_UNKNOWN,
		u->perhaps.ns, unless_zero(u->made_for), u->ops_before, u->ops_until_end);
}

static void on_buffer(void *context, const struct account_buffer *b)
{
	static const char *const kinds[] = {"dram", "l1", "system_memory", "l1_small", "trace"};
	static const char *const layouts[] = {"interleaved", "single bank", "height sharded",
		"width sharded", "block sharded", "nd sharded"};
	const struct l1t_alloc *a = &b->alloc;
	struct computed *c = context;
	uint64_t chips = b->chips;

	struct use_summary use;
	bool known = c->uses && uses_end(c->uses, a, &use);

	c->buffers += !l1t_part_of(a);
	if (!(c->what & LOAD_BUFFERS) && !(c->what & LOAD_LEAKS && b->reason))
		return;
	/* a set of chips: the column tells its first one, from the device's list */
	BIND(c->buffer, 1, c->run, l1t_buffer_of(a), unless_zero(a->device), b->mesh,
		chips < L1T_CHIPS_FIRST ? chips : L1T_UNKNOWN);
	bind_text(c->buffer, 6, a->type < 5 ? kinds[a->type]
		: a->type == L1T_PERSISTENT ? "persistent" : NULL);
	bind_text(c->buffer, 7, a->layout < 6 ? layouts[a->layout] : NULL);
	BIND(c->buffer, 8, a->address, a->bytes_per_core, a->size_bytes, a->page_bytes,
		unless_zero(a->cores), a->core_count, b->alloc_ns, b->free_ns);
	bind_text(c->buffer, 16, b->reason);
	BIND(c->buffer, 17, a->flags & L1T_ALLOC_ANNOUNCED ? 1 : 0, unless_zero(a->callsite),
		a->flags & L1T_ALLOC_PER_CORE ? 1 : 0, b->alloc_moment, b->free_moment,
		b->alloc_thread, b->free_thread, l1t_part_of(a), unless_zero(b->purpose),
		unless_zero(b->free_callsite));
	if (known)
		bind_use(c->buffer, 27, &use);
	else
		bind_use(c->buffer, 27, &(struct use_summary){L1T_UNKNOWN, {0, L1T_UNKNOWN},
			{0, L1T_UNKNOWN}, NULL, 0, {0, L1T_UNKNOWN}, 0, L1T_UNKNOWN, L1T_UNKNOWN});
	database_insert(c->buffer);
}

static void on_space(void *context, const struct account_space *s)
{
	struct computed *c = context;

	BIND(c->space, 1, c->run, s->device);
	sqlite3_bind_text(c->space, 3, s->kind, -1, SQLITE_STATIC);
	BIND(c->space, 4, s->time_ns, s->moment);
	sqlite3_bind_text(c->space, 6, s->event, -1, SQLITE_STATIC);
	BIND(c->space, 7, s->buffer, s->capacity_bytes, s->free_bytes, s->largest_free_bytes,
		s->holes);
	database_insert(c->space);
}

static void on_finding(void *context, const struct account_finding *f)
{
	static const char *const kinds[FINDING_KINDS] = {"double free", "allocated before recording",
		"overlap", "shared by submeshes", "over capacity", "trace hazard", "unknown device",
		"unknown cores", "unknown chips", "outside"};
	struct computed *c = context;

	BIND(c->finding, 1, c->run, f->time_ns);
	bind_text(c->finding, 3, kinds[f->kind]);
	BIND(c->finding, 4, f->chip, f->id, f->other, f->address, f->bytes);
	bind_text(c->finding, 9, buffer_kind(f->type));
	BIND(c->finding, 10, f->replays, f->op);
	database_insert(c->finding);
}

struct computed *computed_new(sqlite3 *db, unsigned what)
{
	struct computed *c = xcalloc(1, sizeof(*c));

	c->opening = database_prepare(db, "INSERT INTO opening VALUES(?,?,?,?,?,?)");
	c->class_core = database_prepare(db, "INSERT INTO class_core VALUES(?,?,?,?,?)");
	c->peak = database_prepare(db,
		"INSERT INTO peak_core VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
	c->op = database_prepare(db,
		"INSERT INTO op VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
	c->buffer = database_prepare(db, "INSERT INTO buffer VALUES(?1,?2,?3,?4,"
		"coalesce(?5,(SELECT CAST(chips AS INTEGER) FROM device WHERE run = ?1 "
		"AND handle = ?3)),?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,"
		"?21,?22,?23,?24,(SELECT text FROM string WHERE run = ?1 AND id = ?25),?26,?27,?28,?29,"
		"?30,?31,?32,?33,?34,?35,?36,?37)");
	c->finding = database_prepare(db, "INSERT INTO finding VALUES(?,?,?,?,?,?,?,?,?,?,?)");
	c->space = database_prepare(db, "INSERT INTO free_space VALUES(?,?,?,?,?,?,?,?,?,?,?)");
	c->changes = changes_new(db);
	c->replayed = replayed_new(db);
	c->mark_peaks = what & LOAD_MARKS ? mark_peaks_new(db) : NULL;
	c->uses = what & LOAD_USES ? uses_new() : NULL;
	c->what = what;
	c->sink = (struct account_sink){.opening = on_opening, .peak = on_peak,
		.finding = on_finding,
		.buffer = on_buffer,
		.space = what & LOAD_SPACE ? on_space : NULL,
		.class_core = what & LOAD_CHANGES ? on_class_core : NULL,
		.class_begins = what & (LOAD_CHANGES | LOAD_MARKS) ? on_class_begins : NULL,
		.change = what & (LOAD_CHANGES | LOAD_MARKS) ? on_change : NULL,
		.replayed = what & LOAD_REPLAYED ? on_replayed : NULL,
		.op = what & LOAD_OPS ? on_op : NULL};
	return c;
}

void computed_free(struct computed *c)
{
	sqlite3_stmt *all[] = {c->opening, c->class_core, c->peak, c->op, c->buffer, c->space,
		c->finding};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		sqlite3_finalize(all[i]);
	changes_free(c->changes);
	replayed_free(c->replayed);
	if (c->mark_peaks)
		mark_peaks_free(c->mark_peaks);
	if (c->uses)
		uses_free(c->uses);
	free(c);
}

void computed_record(struct computed *c, const struct l1t_record *r, uint64_t op)
{
	if (c->uses)
		uses_record(c->uses, r, op);
	if (c->mark_peaks)
		mark_peaks_record(c->mark_peaks, r);
}

void computed_finish(struct computed *c)
{
	replayed_finish(c->replayed);
	if (c->mark_peaks)
		mark_peaks_finish(c->mark_peaks);
}

struct accounting *computed_begin(struct computed *c, uint64_t run, const struct load_window *window)
{
	struct accounting *a = accounting_new(&c->sink, c);

	c->run = run;
	c->buffers = 0;
	changes_begin(c->changes, run, window);
	replayed_begin(c->replayed, run, window);
	if (c->mark_peaks)
		mark_peaks_begin(c->mark_peaks, run);
	if (c->uses)
		uses_begin(c->uses);
	return a;
}

uint64_t computed_buffers(const struct computed *c)
{
	return c->buffers;
}
