/*
 * The picture that `watch` draws: what a process holds, as far as there is room for it.
 *
 * Must not know: terminals, where the figures come from.
 */
#ifndef FRAME_H
#define FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include "canvas.h"
#include "followed_trace.h"

struct frame {
	const struct followed_view *all;
	size_t count, chosen, left_out; /* left_out: traces beyond those that can be followed */
	const char *(*variable)(const struct snapshot *s, const struct owner_snapshot *o);
	bool is_paused, shows_help, is_still;   /* still: printed once, without keys */
	const char *sorted_by, *nothing;        /* nothing: what to say where there is no trace */
};

/* Draws it; canvas_begin() and canvas_end() are the caller's. */
void frame_draw(struct canvas *c, const struct frame *f);

/* ---- for frame*.c: the lower a weight, the longer a line stays where there is little room ---- */

enum frame_weight {
	WEIGHT_TITLE = 10, WEIGHT_LEVEL = 15, WEIGHT_BAR = 20, WEIGHT_FAILURE = 25, WEIGHT_VERDICT = 30,
	WEIGHT_PARTS = 40, WEIGHT_KEYS = 50, WEIGHT_PAST = 55, WEIGHT_OTHERS = 60, WEIGHT_PANEL = 70,
	WEIGHT_DEVICE = 200,    /* more for each further device */
};

/* Bars, parts and past of all devices of a process; chips that hold the same are one. */
void frame_devices(struct canvas *c, const struct snapshot *s);
/* The cores, where they differ, and beside them who holds what. */
void frame_panel(struct canvas *c, const struct frame *f, const struct snapshot *s);

#endif
