/*
 * The rows of view change: see load_changes.h. A row is written when the next row of its class shows
 * how long it lasted; it has the number that it got when it arrived. A class that begins, and a
 * replay that changes what is resident, have rows of their own ("open", "held"), which are states
 * and not changes.
 *
 * Must not know: records, what is asked of the rows.
 */
#include <stdlib.h>
#include "database.h"
#include "grown_array.h"
#include "load_changes.h"
#include "shared_changes.h"
#include "statement.h"
#include "work_allowance.h"
#include "worst_instants.h"
#include "xalloc.h"

struct pending {                /* the last row of a class, not yet written */
	struct account_change row;
	uint64_t seq;           /* number of the row; 0: there is none */
	uint64_t block;         /* number of the first row of its event */
	uint64_t next;          /* next class of the same opening; 0: none */
	/* where `only_worst`: what was seen of the class, and whether this row exceeded it */
	struct worst_instant worst;
	bool exceeds;
};

struct opening_rows {
	uint64_t chosen;        /* number of the last row of a chosen op */
	uint64_t replay;        /* op number of the last replay with rows */
	uint64_t first;         /* first class; 0: none */
};

struct ready {                  /* a row for the stream */
	struct account_change row;
	uint64_t seq;
};

struct changes {
	uint64_t run, seq;
	bool only_worst;        /* rows that may be a class's worst instant in the window */
	const struct row_stream *stream;        /* NULL: rows go into the table */
	struct ready *ready;    /* since changes_give() */
	size_t ready_count, ready_capacity;
	const struct load_window *window;
	sqlite3 *db;
	struct shared_changes *rows;
	uint64_t block, block_ns, block_op;     /* of the last row that got a number; 0: none did */
	enum account_event block_event;
	struct pending *at;     /* by class */
	size_t count, capacity;
	struct opening_rows *openings;
	size_t opening_count, opening_capacity;
};

struct changes *changes_new(sqlite3 *db, bool only_worst)
{
	struct changes *c = xcalloc(1, sizeof(*c));

	c->db = db;
	c->only_worst = only_worst;
	c->rows = shared_changes_new(db);
	return c;
}

void changes_free(struct changes *c)
{
	shared_changes_free(c->rows);
	free(c->at);
	free(c->openings);
	free(c->ready);
	free(c);
}

static uint64_t last_seq(sqlite3 *db)
{
	sqlite3_stmt *s = statement(db, "load_last_change");
	uint64_t seq = database_next(s) ? (uint64_t)sqlite3_column_int64(s, 0) : 0;

	sqlite3_finalize(s);
	return seq;
}

void changes_begin(struct changes *c, uint64_t run, const struct load_window *window)
{
	c->run = run;
	c->window = window;
	if (!c->stream)
		c->seq = last_seq(c->db);
	c->count = c->opening_count = 0;
	c->block = 0;
	shared_changes_begin(c->rows, run);
}

/* Numbers a row in the order of arrival. The rows of one event are a block, on all chips. */
static void number(struct changes *c, struct pending *p, enum account_event event, uint64_t op)
{
	p->seq = ++c->seq;
	if (!c->block || p->row.time_ns != c->block_ns || op != c->block_op ||
		event != c->block_event || p->seq - c->block >= SHARED_BLOCK_MAX) {
		c->block = p->seq;
		c->block_ns = p->row.time_ns;
		c->block_op = op;
		c->block_event = event;
	}
	p->block = c->block;
}

static struct pending *pending_of(struct changes *c, uint64_t class_id)
{
	c->at = grow_to(c->at, &c->count, &c->capacity, class_id, sizeof(*c->at));
	return &c->at[class_id];
}

static struct opening_rows *opening_of(struct changes *c, uint64_t opening)
{
	c->openings = grow_to(c->openings, &c->opening_count, &c->opening_capacity, opening,
		sizeof(*c->openings));
	return &c->openings[opening];
}

static bool is_replay(const struct account_change *r)
{
	return r->event == EVENT_REPLAY;
}

/* A replay may contain any op: which launches it repeats is not known here. */
static bool is_chosen(const struct changes *c, const struct account_change *r)
{
	return is_replay(r) || (r->op && load_window_has_op(c->window, r->op, r->name));
}

/* Where only the worst count: a row in the window is an instant, as in view instant. */
static void see_instant(const struct changes *c, struct pending *p)
{
	p->exceeds = c->only_worst && p->row.event != EVENT_HELD &&
		load_window_has_time(c->window, (int64_t)p->row.time_ns) &&
		worst_instant_take(&p->worst, &p->row, false);
}

/* And so is what it holds when a span begins before the next row. */
static void see_state(const struct changes *c, struct pending *p, int64_t until_ns)
{
	if (!is_replay(&p->row) &&
		load_window_begins(c->window, (int64_t)p->row.time_ns, until_ns))
		p->exceeds |= worst_instant_take(&p->worst, &p->row, true);
}

static bool is_wanted(struct changes *c, struct pending *p, uint64_t until_ns)
{
	const struct account_change *r = &p->row;
	int64_t until = until_ns == L1T_UNKNOWN ? INT64_MAX : (int64_t)until_ns;

	if (c->only_worst) {
		see_state(c, p, until);
		return p->exceeds;
	}
	if (!load_window_has_time(c->window, (int64_t)r->time_ns) &&
		!load_window_begins(c->window, (int64_t)r->time_ns, until))
		return false;
	return !c->window->op || is_chosen(c, r) || opening_of(c, r->opening)->chosen > p->seq;
}

static void insert(struct changes *c, const struct pending *p, uint64_t held_ns, uint64_t held_seqs)
{
	shared_changes_add(c->rows, p->block, p->seq, &p->row, held_ns, held_seqs);
}

/* Writes the last row of a class. It lasted until a row of this block; 0: until the opening or run
 * ended. */
static void flush(struct changes *c, struct pending *p, uint64_t until_ns, uint64_t block)
{
	if (!c->stream && p->seq && is_wanted(c, p, until_ns))
		insert(c, p, until_ns == L1T_UNKNOWN ? L1T_UNKNOWN : until_ns - p->row.time_ns,
			block ? block - p->block : L1T_UNKNOWN);
	p->seq = 0;
}

/* What the class holds from `time_ns` on, while no program runs. */
static struct account_change held(const struct account_change *r, uint64_t time_ns)
{
	struct account_change h = *r;

	h.event = EVENT_HELD;
	h.time_ns = time_ns;
	h.headroom_bytes = L1T_UNKNOWN;
	h.total_bytes -= h.program_bytes;
	h.program_bytes = h.op = h.name = 0;
	return h;
}

void changes_class(struct changes *c, const struct account_class *k)
{
	struct pending p = {.row = {.opening = k->opening, .class_id = k->class_id, .chip = k->chip,
		.core_x = k->core_x, .core_y = k->core_y, .time_ns = k->time_ns, .event = EVENT_OPEN,
		.headroom_bytes = L1T_UNKNOWN}};

	number(c, &p, EVENT_OPEN, 0);
	if (k->parent) {
		struct pending *parent = pending_of(c, k->parent);

		/* the halves arrive one after the other: the first writes the parent's row, whose
		 * values stay for the second to copy */
		p.row = held(&parent->row, k->time_ns);
		p.row.class_id = k->class_id;
		p.row.core_x = k->core_x;
		p.row.core_y = k->core_y;
		flush(c, parent, k->time_ns, p.block);
	}
	p.next = opening_of(c, k->opening)->first;
	see_instant(c, &p);
	opening_of(c, k->opening)->first = k->class_id;
	*pending_of(c, k->class_id) = p;
}

static void leave_resident(struct changes *c, struct pending *last, const struct account_change *r)
{
	struct pending p = *last;

	if (last->row.resident_bytes == r->resident_bytes)
		return;
	p.row = held(&last->row, r->time_ns);
	p.row.resident_bytes = r->resident_bytes;
	number(c, &p, r->event, r->op);
	flush(c, last, r->time_ns, p.block);
	p.worst = last->worst;
	p.exceeds = false;
	*last = p;
}

void changes_row(struct changes *c, const struct account_change *r)
{
	struct pending *last = pending_of(c, r->class_id);
	struct pending p = {.row = *r, .next = last->next};

	number(c, &p, r->event, r->op);
	if (is_chosen(c, r))
		opening_of(c, r->opening)->chosen = p.seq;
	if (c->stream) {
		GROW(c->ready, c->ready_count, c->ready_capacity);
		c->ready[c->ready_count++] = (struct ready){p.row, p.seq};
	}
	if (is_replay(r)) {
		opening_of(c, r->opening)->replay = r->op;
		/* a replay is an instant: what it takes is not held afterwards */
		if (c->only_worst)
			see_state(c, last, (int64_t)r->time_ns);
		p.worst = last->worst;
		see_instant(c, &p);
		if (!c->stream && is_wanted(c, &p, r->time_ns))
			insert(c, &p, 0, 0);
		last->worst = p.worst;
		leave_resident(c, last, r);
		return;
	}
	flush(c, last, r->time_ns, p.block);
	p.worst = last->worst;
	see_instant(c, &p);
	*last = p;
}

void changes_replay(struct changes *c, const struct account_op *o)
{
	struct pending mark = {.row = {.opening = o->opening, .chip = o->chip, .time_ns = o->time_ns,
		.op = o->op, .name = o->name, .event = EVENT_HELD, .headroom_bytes = L1T_UNKNOWN}};

	if (opening_of(c, o->opening)->replay == o->op)
		return;
	number(c, &mark, EVENT_REPLAY, o->op);
	opening_of(c, o->opening)->chosen = mark.seq;
	if (!c->stream && !c->only_worst && load_window_has_time(c->window, (int64_t)o->time_ns))
		insert(c, &mark, 0, 0);
}

void changes_columns(struct changes *c, struct row_columns *columns, bool only)
{
	shared_changes_columns(c->rows, columns, only);
}

void changes_stream(struct changes *c, const struct row_stream *stream)
{
	c->stream = stream;
}

void changes_give(struct changes *c, const struct row_names *names)
{
	for (size_t i = 0; i < c->ready_count; i++) {
		const struct ready *r = &c->ready[i];

		c->stream->change(c->stream->context, c->run, r->seq, &r->row,
			r->row.name ? names->string(names->context, r->row.name) : NULL);
	}
	c->ready_count = 0;
}

void changes_close(struct changes *c, uint64_t opening, uint64_t close_ns)
{
	for (uint64_t k = opening_of(c, opening)->first; k; work_spend(3), k = c->at[k].next)
		flush(c, &c->at[k], close_ns, 0);
}

void changes_end(struct changes *c)
{
	shared_changes_end(c->rows);
}
