/*
 * The cores of the fullest chip, where they differ, beside the call sites whose buffers live there.
 *
 * Must not know: terminals.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "call_site_cell.h"
#include "frame.h"
#include "readable.h"
#include "readable_site.h"

enum { GAP = 2, BYTES_COLUMNS = 11, COUNT_COLUMNS = 7, NAME_COLUMNS = 24, LEAST_COLUMNS = 60 };

static void put_cores(struct canvas *c, const struct device_snapshot *d, unsigned y)
{
	uint64_t usable = usable_bytes(d);

	for (unsigned x = 0; x < d->grid_x; x++) {
		uint64_t bytes = d->core[y * d->grid_x + x];
		unsigned tenths = !usable || usable == L1T_UNKNOWN ? 0 : bytes >= usable ? 9
			: (unsigned)((double)bytes / (double)usable * 10);

		canvas_put(c, tenths >= 8 ? STYLE_BAD : tenths >= 5 ? STYLE_WARN : STYLE_GOOD, "%u%s", tenths,
			d->grid_x * 2 > c->columns / 3 ? "" : " ");
	}
}

static void put_owner(struct canvas *c, const struct frame *f, const struct snapshot *s,
	const struct owner_snapshot *o)
{
	const char *variable = f->variable ? f->variable(s, o) : NULL;
	unsigned from;
	char site[SITE_ROOM];

	canvas_put(c, STYLE_PLAIN, "%*s ", BYTES_COLUMNS, grouped(o->bytes));
	canvas_put(c, STYLE_DIM, "%*sx ", COUNT_COLUMNS - 2, grouped(o->count));
	from = c->columns - canvas_left(c);
	canvas_text(c, STYLE_BOLD, variable ? variable : o->op[0] ? o->op : "?", NAME_COLUMNS, true);
	if (variable && o->op[0]) {
		unsigned used = c->columns - canvas_left(c) - from;

		canvas_put(c, STYLE_PLAIN, " ");
		if (used < NAME_COLUMNS)
			canvas_text(c, STYLE_PLAIN, o->op, NAME_COLUMNS - used, true);
	}
	canvas_put(c, STYLE_PLAIN, o->small ? " S " : "  ");
	readable_callsite(site, sizeof(site), o->site, s->cwd[0] ? s->cwd : NULL);
	cut_call_site(site, sizeof(site), NULL, canvas_left(c));
	canvas_text(c, STYLE_PLAIN, site[0] ? site : "call site not known", canvas_left(c), false);
}

/* What stands in line `i` beside the cores; the first is a heading. */
static void put_line(struct canvas *c, const struct frame *f, const struct snapshot *s, unsigned i)
{
	if (!i)
		canvas_put(c, STYLE_DIM, "%*s  %s on chip %" PRIu64, BYTES_COLUMNS, "B a core",
			s->owner_count ? "who holds buffers" : "no buffers live", s->devices[s->fullest].chip);
	else if (i <= s->owner_count)
		put_owner(c, f, s, &s->owners[i - 1]);
	else if (i == s->owner_count + 1 && s->owners_more)
		canvas_put(c, STYLE_DIM, "%*s  of %s others", BYTES_COLUMNS, grouped(s->owners_more_bytes),
			grouped(s->owners_more));
}

void frame_panel(struct canvas *c, const struct frame *f, const struct snapshot *s)
{
	const struct device_snapshot *d = s->device_count ? &s->devices[s->fullest] : NULL;
	unsigned cell, width, lines = s->owner_count + 1 + (s->owners_more > 0);
	bool grid;

	if (!d)
		return;
	cell = d->grid_x * 2 > c->columns / 3 ? 1 : 2;
	width = (unsigned)d->grid_x * cell + GAP;
	grid = d->cores_differ && d->is_open && c->columns >= LEAST_COLUMNS && width < c->columns / 2;
	if (grid && lines < d->grid_y + 1)
		lines = (unsigned)d->grid_y + 1;
	for (unsigned i = 0; i < lines; i++) {
		canvas_line(c, WEIGHT_PANEL + (int)i);
		if (grid) {
			if (!i)
				canvas_put(c, STYLE_DIM, "%.*s", (int)width, "tenths of L1");
			else if (i <= d->grid_y)
				put_cores(c, d, i - 1);
			canvas_to(c, width);
		}
		put_line(c, f, s, i);
	}
}
