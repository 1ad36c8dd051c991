/*
 * Rows out of numbers: every core of every open chip is looked at after every event. See
 * naive_state.h.
 * Must not know: which event changes what.
 */
#include <string.h>
#include "naive_state.h"

static struct place place_of(const struct naive_opening *o, size_t cell)
{
	return (struct place){o->chip, cell % o->sizes.grid_x, cell / o->sizes.grid_x};
}

/* All but what a program that runs takes. */
static int same_numbers(const struct timeline_row *a, const struct timeline_row *b)
{
	return a->parts.buffer == b->parts.buffer && a->parts.l1_small == b->parts.l1_small &&
		a->parts.persistent == b->parts.persistent &&
		a->resident_bytes == b->resident_bytes;
}

/* The instant's numbers of one core: a row, and a peak if it is the highest so far. */
static void note(struct naive_state *n, struct naive_cell *c, const struct timeline_row *row,
	uint64_t op, const struct l1t_record *name)
{
	APPEND(n->out->timeline, n->out->timeline_count, *row);
	c->last = *row;
	if (row->total_bytes > c->peak.peak_bytes) {
		c->peak.peak_bytes = row->total_bytes;
		c->peak.time_ns = row->time_ns;
		c->peak.parts = row->parts;
		c->peak.op = op;
		c->peak.name = name;
	}
}

static struct timeline_row row_now(const struct naive_state *n, const struct naive_cell *c,
	struct parts p, const char *event)
{
	struct timeline_row row = c->last;

	row.time_ns = n->event->time_ns;
	row.event = event;
	row.parts = p;
	row.total_bytes = total(p);
	row.resident_bytes = c->resident_bytes;
	return row;
}

static int touches(const struct naive_buffer *b, struct place at)
{
	return b && (b->alloc.type == L1T_L1 || b->alloc.type == L1T_L1_SMALL ||
		b->alloc.type == L1T_PERSISTENT) && in_chips(&b->chips, at.chip) &&
		in_cores(b->cores, at.x, at.y);
}

void look_at_cores(struct naive_state *n, const char *event, const struct naive_buffer *touched)
{
	for (size_t i = 0; i < n->opening_count; i++) {
		struct naive_opening *o = &n->openings[i];

		for (size_t c = 0; o->open && c < o->sizes.grid_x * o->sizes.grid_y; c++) {
			struct naive_cell *cell = &o->cells[c];
			struct place at = place_of(o, c);
			struct timeline_row row = row_now(n, cell, held(n, at), event);

			/* that what ran before runs no more is told with the next event here */
			if (same_numbers(&row, &cell->last) &&
					!(cell->ran && touches(touched, at)))
				continue;
			note(n, cell, &row, 0, NULL);
			cell->ran = 0;
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
	struct timeline_row row;

	parts.program = bytes;
	cell->resident_program = p->program;
	cell->resident_bytes = bytes;
	row = row_now(n, cell, parts, "launch");
	note(n, cell, &row, n->op, name);
	cell->ran = 1;
	keep_smaller(&cell->peak.headroom, room);
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
		/* ACCOUNTING.md: no known cores, so the chip's fullest core stands for it */
		for (size_t c = 0; c < cores && !ran; c++)
			keep_fuller(op_row(n, o->chip), held(n, place_of(o, c)));
	}
}

void look_at_replay(struct naive_state *n, const struct naive_trace *t,
	const struct chip_list *chips)
{
	for (size_t i = 0; i < n->opening_count; i++) {
		struct naive_opening *o = &n->openings[i];
		size_t cores = o->sizes.grid_x * o->sizes.grid_y;

		for (size_t c = 0; o->open && in_chips(chips, o->chip) && c < cores; c++) {
			struct naive_cell *cell = &o->cells[c];
			struct place at = place_of(o, c);
			struct parts parts = replayed(n, t, at);
			struct timeline_row row;
			int runs = 0;

			for (size_t l = 0; l < t->launch_count; l++)
				if (runs_on(&t->launches[l].placed, at)) {
					const struct naive_placed *p = &t->launches[l].placed;

					cell->resident_program = p->program;
					cell->resident_bytes = footprint(n, p, at);
					runs = 1;
				}
			row = row_now(n, cell, parts, "replay");
			if (runs || parts.program || !same_numbers(&row, &cell->last)) {
				note(n, cell, &row, n->op, NULL);
				cell->ran = 1;
			}
			keep_fuller(op_row(n, o->chip), parts);
		}
	}
}
