/*
 * The rows of view mark_peak: see load_mark_peaks.h. The instants between two marks are one stretch. A
 * stretch counts for all passes that are open in it, so an instant costs the same however deep
 * marks nest. A pass is [begin, end): an instant at the time of a mark belongs to the passes that
 * begin at that time, even if its record is before the mark's. So instants at the latest time are
 * kept apart.
 *
 * Must not know: how passes are numbered, what is asked of the rows.
 */
#include <stdlib.h>
#include <string.h>
#include "grown_array.h"
#include "load_mark_peaks.h"
#include "row_writer.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { PASSES_MAX = 1024 };     /* open at the same time; more are left out */

/* The worst instant of one chip's opening in a stretch or a pass. */
struct worst {
	bool has;
	struct account_change row;
	uint64_t headroom_bytes;
};

struct worsts {
	struct worst *at;       /* by opening */
	size_t count, capacity;
	uint64_t *used;         /* openings that have an entry in `at` */
	size_t used_count, used_slots, used_capacity;
};

struct class_state {
	struct account_change before, now;      /* held before the last change, and since */
	bool exists, had_before;        /* it was not split; it existed before its last change */
	uint64_t changed_ns;
	uint64_t next;          /* next class of the same opening; 0: none */
};

struct opening_state {
	uint64_t first;         /* first class; 0: none */
	uint64_t closed_ns;     /* L1T_UNKNOWN: it is open */
};

struct pass {
	uint64_t name, thread, begin_ns;
	struct worsts worst;
};

struct mark_peaks {
	uint64_t run, now_ns;
	struct class_state *classes;
	size_t class_count, class_capacity;
	struct opening_state *openings;
	size_t opening_count, opening_capacity;
	uint64_t *open;                 /* openings; closed ones are removed when a pass begins */
	size_t open_count, open_slots, open_capacity;
	struct worsts before, now;      /* of this stretch: before now_ns, and at now_ns */
	struct pass passes[PASSES_MAX];
	size_t pass_count;
	struct row_writer rows;
	struct chip_lists *lists;
	struct member_list chips;       /* of the next row */
};

struct mark_peaks *mark_peaks_new(sqlite3 *db, struct chip_lists *lists)
{
	struct mark_peaks *m = xcalloc(1, sizeof(*m));

	m->rows = row_writer(db, "mark_peak_shared");
	m->lists = lists;
	return m;
}

static void worsts_free(struct worsts *w)
{
	free(w->at);
	free(w->used);
}

void mark_peaks_free(struct mark_peaks *m)
{
	for (size_t i = 0; i < PASSES_MAX; i++)
		worsts_free(&m->passes[i].worst);
	worsts_free(&m->before);
	worsts_free(&m->now);
	free(m->classes);
	free(m->openings);
	free(m->open);
	free(m->chips.at);
	row_writer_free(&m->rows);
	free(m);
}

static void empty(struct worsts *w)
{
	work_spend(w->used_count);
	for (size_t i = 0; i < w->used_count; i++)
		w->at[w->used[i]].has = false;
	w->used_count = 0;
}

/* Appends to an array that is emptied by a count of 0. Returns its new address. */
static uint64_t *append(uint64_t *at, size_t *count, size_t *slots, size_t *capacity, uint64_t value)
{
	at = grow_to(at, slots, capacity, *count, sizeof(*at));
	at[(*count)++] = value;
	return at;
}

void mark_peaks_begin(struct mark_peaks *m, uint64_t run)
{
	m->run = run;
	m->now_ns = 0;
	m->class_count = m->opening_count = m->open_count = m->pass_count = 0;
	empty(&m->before);
	empty(&m->now);
}

static struct worst *worst_of(struct worsts *w, uint64_t opening)
{
	w->at = grow_to(w->at, &w->count, &w->capacity, opening, sizeof(*w->at));
	return &w->at[opening];
}

/* Fuller is worse; of equal ones the earlier, then the first core by y, then x. */
static bool is_worse(const struct account_change *a, const struct account_change *b)
{
	if (a->total_bytes != b->total_bytes)
		return a->total_bytes > b->total_bytes;
	if (a->time_ns != b->time_ns)
		return a->time_ns < b->time_ns;
	return a->core_y != b->core_y ? a->core_y < b->core_y : a->core_x < b->core_x;
}

static void take(struct worsts *into, const struct account_change *r, uint64_t headroom_bytes)
{
	struct worst *w = worst_of(into, r->opening);

	if (!w->has) {
		*w = (struct worst){true, *r, L1T_UNKNOWN};
		into->used = append(into->used, &into->used_count, &into->used_slots,
			&into->used_capacity, r->opening);
	} else if (is_worse(r, &w->row)) {
		w->row = *r;
	}
	if (headroom_bytes < w->headroom_bytes)
		w->headroom_bytes = headroom_bytes;
}

static void join(struct worsts *into, const struct worsts *w)
{
	for (size_t i = 0; i < w->used_count && work_spend(20); i++)
		take(into, &w->at[w->used[i]].row, w->at[w->used[i]].headroom_bytes);
}

static void advance(struct mark_peaks *m, uint64_t time_ns)
{
	if (time_ns == m->now_ns)
		return;
	join(&m->before, &m->now);
	empty(&m->now);
	m->now_ns = time_ns;
}

static struct class_state *class_of(struct mark_peaks *m, uint64_t class_id)
{
	m->classes = grow_to(m->classes, &m->class_count, &m->class_capacity, class_id,
		sizeof(*m->classes));
	return &m->classes[class_id];
}

/* What a class holds while no program runs. */
static struct account_change held(const struct account_change *r)
{
	struct account_change h = *r;

	h.total_bytes = h.buffer_bytes + h.l1_small_bytes + h.persistent_bytes;
	h.program_bytes = h.op = h.name = 0;
	h.headroom_bytes = L1T_UNKNOWN;
	return h;
}

static struct opening_state *opening_of(struct mark_peaks *m, uint64_t opening)
{
	m->openings = grow_to(m->openings, &m->opening_count, &m->opening_capacity, opening,
		sizeof(*m->openings));
	return &m->openings[opening];
}

void mark_peaks_class(struct mark_peaks *m, const struct account_class *k)
{
	struct opening_state *o = opening_of(m, k->opening);
	struct class_state c = {.changed_ns = k->time_ns};

	advance(m, k->time_ns);
	if (k->parent) {
		struct class_state *parent = class_of(m, k->parent);

		c = *parent;
		if (parent->changed_ns != k->time_ns) {
			c.before = parent->now;
			c.had_before = true;
			c.changed_ns = k->time_ns;
		}
		parent->exists = false;
	} else {
		o->closed_ns = L1T_UNKNOWN;
		m->open = append(m->open, &m->open_count, &m->open_slots, &m->open_capacity,
			k->opening);
	}
	c.exists = true;
	c.next = o->first;
	o->first = k->class_id;
	c.now.opening = c.before.opening = k->opening;
	c.now.chip = c.before.chip = k->chip;
	c.now.core_x = c.before.core_x = k->core_x;
	c.now.core_y = c.before.core_y = k->core_y;
	c.now.time_ns = k->time_ns;
	*class_of(m, k->class_id) = c;
	if (!k->parent)
		take(&m->now, &c.now, L1T_UNKNOWN);
}

void mark_peaks_row(struct mark_peaks *m, const struct account_change *r)
{
	struct class_state *c = class_of(m, r->class_id);

	advance(m, r->time_ns);
	take(&m->now, r, r->headroom_bytes);
	if (r->event == EVENT_REPLAY)        /* what a replay takes is not held afterwards */
		return;
	if (c->changed_ns != r->time_ns) {
		c->before = c->now;
		c->had_before = true;
		c->changed_ns = r->time_ns;
	}
	c->now = held(r);
}

void mark_peaks_close(struct mark_peaks *m, uint64_t opening, uint64_t close_ns)
{
	opening_of(m, opening)->closed_ns = close_ns;
}

static void take_held(struct worsts *into, const struct class_state *c, uint64_t time_ns)
{
	struct account_change h = held(c->changed_ns == time_ns ? &c->before : &c->now);

	h.time_ns = time_ns;
	if (c->exists && (c->changed_ns != time_ns || c->had_before))
		take(into, &h, L1T_UNKNOWN);
}

/* What is held when the pass begins is its first instant. */
static void begin_pass(struct mark_peaks *m, uint64_t name, uint64_t thread, uint64_t time_ns)
{
	struct pass *p = &m->passes[m->pass_count];
	size_t kept = 0;

	if (m->pass_count == PASSES_MAX)
		return;
	m->pass_count++;
	empty(&p->worst);
	p->name = name;
	p->thread = thread;
	p->begin_ns = time_ns;
	for (size_t i = 0; i < m->open_count; i++) {
		const struct opening_state *o = &m->openings[m->open[i]];

		work_spend(5);
		if (o->closed_ns < time_ns)
			continue;
		m->open[kept++] = m->open[i];
		for (uint64_t k = o->first; k && work_spend(20); k = m->classes[k].next)
			take_held(&p->worst, &m->classes[k], time_ns);
	}
	m->open_count = kept;
}

/* Equal in all that table mark_peak_shared has. */
static bool is_equal(const struct worst *x, const struct worst *y)
{
	const struct account_change *a = &x->row, *b = &y->row;

	return a->core_x == b->core_x && a->core_y == b->core_y && a->total_bytes == b->total_bytes &&
		a->time_ns == b->time_ns && a->buffer_bytes == b->buffer_bytes &&
		a->l1_small_bytes == b->l1_small_bytes && a->program_bytes == b->program_bytes &&
		a->persistent_bytes == b->persistent_bytes && a->op == b->op &&
		a->name == b->name && x->headroom_bytes == y->headroom_bytes;
}

static void give_pass(struct mark_peaks *m, const struct pass *p, uint64_t end_ns)
{
	const struct worsts *all = &p->worst;

	for (size_t i = 0; i < all->used_count; i++) {
		const struct worst *w = &all->at[all->used[i]];
		const struct account_change *r = &w->row;

		member_list_add(&m->chips, (struct member){.nth = m->chips.count,
			.opening = r->opening, .chip = r->chip});
		if (work_spend(20) && i + 1 < all->used_count &&
			is_equal(w, &all->at[all->used[i + 1]]))
			continue;
		WRITE_ROW(&m->rows, NUMBER(run, m->run), STRING(name, p->name), NUMBER(thread, p->thread),
			NUMBER(begin_ns, p->begin_ns), NUMBER(end_ns, end_ns),
			NUMBER(chips, chip_lists_number(m->lists, &m->chips)),
			NUMBER(core_x, r->core_x), NUMBER(core_y, r->core_y),
			NUMBER(peak_bytes, r->total_bytes), NUMBER(time_ns, r->time_ns),
			NUMBER(buffer_bytes, r->buffer_bytes), NUMBER(l1_small_bytes, r->l1_small_bytes),
			NUMBER(program_bytes, r->program_bytes),
			NUMBER(headroom_bytes, w->headroom_bytes), ID(op, r->op), ID(op_name, r->name),
			NUMBER(persistent_bytes, r->persistent_bytes));
		m->chips.count = 0;
	}
}

static void remove_pass(struct mark_peaks *m, size_t i)
{
	struct pass gone = m->passes[i];

	memmove(m->passes + i, m->passes + i + 1, (m->pass_count - i - 1) * sizeof(gone));
	m->passes[--m->pass_count] = gone;      /* another pass uses its memory */
}

/* Ends the innermost pass of this name on this thread; an end without a begin is ignored. */
static void end_pass(struct mark_peaks *m, uint64_t name, uint64_t thread, uint64_t time_ns)
{
	for (size_t i = m->pass_count; i-- > 0 && work_spend(1);)
		if (m->passes[i].name == name && m->passes[i].thread == thread) {
			if (m->passes[i].begin_ns != time_ns)
				give_pass(m, &m->passes[i], time_ns);
			remove_pass(m, i);
			return;
		}
}

static void end_stretch(struct mark_peaks *m)
{
	for (size_t i = 0; i < m->pass_count && work_spend(2); i++)
		join(&m->passes[i].worst, &m->before);
	empty(&m->before);
}

void mark_peaks_record(struct mark_peaks *m, const struct l1t_record *r)
{
	if (r->kind != L1T_MARK_BEGIN && r->kind != L1T_MARK_END)
		return;
	advance(m, (uint64_t)r->time_ns);
	end_stretch(m);
	if (r->kind == L1T_MARK_BEGIN)
		begin_pass(m, r->mark.name, r->thread, (uint64_t)r->time_ns);
	else
		end_pass(m, r->mark.name, r->thread, (uint64_t)r->time_ns);
}

void mark_peaks_finish(struct mark_peaks *m)
{
	join(&m->before, &m->now);
	empty(&m->now);
	end_stretch(m);
	for (size_t i = 0; i < m->pass_count; i++)
		give_pass(m, &m->passes[i], L1T_UNKNOWN);
	m->pass_count = 0;
}
