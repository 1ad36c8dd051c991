/*
 * Makes rows of numbers: every core of every open chip is checked after every event. See
 * naive_state.h. Must not know: which event changes what.
 */
#include "naive_state.h"

struct place place_of(const struct naive_opening *o, size_t cell)
{
	return (struct place){o->chip, cell % o->sizes.grid_x, cell / o->sizes.grid_x};
}

/* A row of the instant's numbers, and a peak if they are the highest so far. */
static void note(struct naive_state *n, struct naive_cell *c, struct parts p, const char *event,
	uint64_t op, const struct l1t_record *name)
{
	struct timeline_row row = {.chip = c->peak.chip, .x = c->peak.x, .y = c->peak.y,
		.time_ns = n->event->time_ns, .event = event, .parts = p,
		.total_bytes = total(p), .resident_bytes = c->resident_bytes};

	APPEND(n->out->timeline, n->out->timeline_count, row);
	if (row.total_bytes > c->peak.peak_bytes) {
		c->peak.peak_bytes = row.total_bytes;
		c->peak.time_ns = row.time_ns;
		c->peak.parts = p;
		c->peak.op = op;
		c->peak.name = name;
		c->peak.captured_op = 0;
		c->peak.replay = (struct maybe){0};
	}
}

/* Keeps what is held now, for the comparison at the next event. 1: it changed. */
static int held_changed(struct naive_cell *c, struct parts now)
{
	struct parts last = c->held;
	int64_t last_resident = c->held_resident;

	c->held = now;
	c->held_resident = c->resident_bytes;
	return last.buffer != now.buffer || last.l1_small != now.l1_small ||
		last.persistent != now.persistent || last_resident != c->resident_bytes;
}

void look_at_cores(struct naive_state *n, const char *event)
{
	for (size_t i = 0; i < n->opening_count; i++) {
		struct naive_opening *o = &n->openings[i];

		for (size_t c = 0; o->open && c < o->sizes.grid_x * o->sizes.grid_y; c++) {
			struct parts now = held(n, place_of(o, c));

			if (held_changed(&o->cells[c], now))
				note(n, &o->cells[c], now, event, 0, NULL);
		}
	}
}

static struct op_row *op_row(struct naive_state *n, uint64_t chip)
{
	for (size_t i = 0; i < n->out->op_count; i++)
		if (n->out->ops[i].op == n->op && n->out->ops[i].chip == chip)
			return &n->out->ops[i];
	return NULL;
}

static void keep_smaller(struct maybe *kept, int64_t bytes)
{
	if (!kept->known || bytes < kept->bytes)
		*kept = (struct maybe){1, bytes};
}

static void keep_fuller(struct op_row *row, struct parts p)
{
	if (row->known && total(p) <= row->peak_bytes)
		return;
	row->known = 1;
	row->peak_bytes = total(p);
	row->parts = p;
}

/* One core on which the program runs. */
static void launch_on(struct naive_state *n, const struct naive_placed *p,
	struct naive_opening *o, size_t c, const struct l1t_record *name)
{
	struct naive_cell *cell = &o->cells[c];
	struct place at = place_of(o, c);
	struct op_row *op = op_row(n, o->chip);
	int64_t bytes = footprint(n, p, at), room = headroom(n, p, o, at);
	struct parts parts = held(n, at);

	cell->resident_program = p->program;
	cell->resident_bytes = bytes;
	held_changed(cell, parts);
	parts.program = bytes;
	note(n, cell, parts, "launch", n->op, name);
	keep_smaller(&cell->peak.headroom, room);
	if (!window_has_core(n->window, at.x, at.y))
		return;
	op->on_cores = 1;
	keep_smaller(&op->headroom, room);
	keep_fuller(op, parts);
}

void look_at_launch(struct naive_state *n, const struct naive_placed *p,
	const struct l1t_record *name)
{
	for (size_t i = 0; i < n->opening_count; i++) {
		struct naive_opening *o = &n->openings[i];
		size_t cores = o->sizes.grid_x * o->sizes.grid_y, ran = 0;

		if (!o->open || !in_chips(&p->chips, o->chip))
			continue;
		for (size_t c = 0; c < cores; c++)
			if (runs_on(p, place_of(o, c))) {
				launch_on(n, p, o, c, name);
				ran++;
			}
		/* ACCOUNTING.md: no known cores, so the chip's fullest core is taken */
		for (size_t c = 0; c < cores && !ran && !n->window->has_cores; c++)
			keep_fuller(op_row(n, o->chip), held(n, place_of(o, c)));
	}
}

/* One core of a chip on which captured launches run; `at` may be a core that none of them uses. */
static void replay_on(struct naive_state *n, const struct naive_trace *t, struct naive_opening *o,
	size_t c)
{
	struct naive_cell *cell = &o->cells[c];
	struct place at = place_of(o, c);
	uint64_t captured_op;
	struct parts parts = replayed(n, t, at, &captured_op), now = held(n, at);
	struct op_row *op = op_row(n, o->chip);
	int runs = 0, fuller;

	for (size_t i = 0; i < t->launch_count; i++) {
		const struct naive_placed *p = &t->launches[i].placed;

		if (!runs_on(p, at))
			continue;
		cell->resident_program = p->program;
		cell->resident_bytes = footprint(n, p, at);
		runs = 1;
	}
	held_changed(cell, now);
	if (runs || total(parts) > total(now))
		note(n, cell, parts, "replay", n->op, NULL);
	if (cell->peak.op == n->op) {
		cell->peak.replay = (struct maybe){1, (int64_t)t->trace};
		cell->peak.captured_op = captured_op;
	}
	runs |= total(parts) > total(now);
	if (!window_has_core(n->window, at.x, at.y) || (n->window->has_cores && !runs))
		return;
	op->on_cores = 1;
	fuller = !op->known || total(parts) > op->peak_bytes;
	keep_fuller(op, parts);
	if (fuller)
		op->captured_op = captured_op;
}

void look_at_replay(struct naive_state *n, const struct naive_trace *t,
	const struct chip_list *chips)
{
	for (size_t i = 0; i < n->opening_count; i++) {
		struct naive_opening *o = &n->openings[i];
		size_t cores = o->sizes.grid_x * o->sizes.grid_y;

		for (size_t c = 0; o->open && in_chips(chips, o->chip) && c < cores; c++)
			replay_on(n, t, o, c);
	}
}
