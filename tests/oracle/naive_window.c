/*
 * Windows of the naive replay: see naive_window.h. Whether a time is in the window is computed anew
 * for each time; every core is checked before the first event of each stretch, and after each event
 * in it. Must not know: how l1analyze answers for windows, files.
 */
#include <string.h>
#include "naive_state.h"

int window_is_whole(const struct window *w)
{
	return !w->from_ns && !w->to_ns && !w->mark && !window_has_ops(w);
}

int window_is_mark(const struct window *w)
{
	return w->mark && !w->from_ns && !w->to_ns && !window_has_ops(w) && !w->has_cores;
}

int window_has_core(const struct window *w, uint64_t x, uint64_t y)
{
	return !w->has_cores || (x >= w->x0 && x <= w->x1 && y >= w->y0 && y <= w->y1);
}

int window_has_ops(const struct window *w)
{
	return w->op || w->name;
}

static int is_named(const struct stream *s, size_t at, uint64_t string, const char *name)
{
	const struct l1t_record *r = stream_definition(s, at, L1T_STRING, string);

	return r && r->blob_bytes == strlen(name) && !memcmp(r->blob, name, r->blob_bytes);
}

int64_t window_pass_end(const struct stream *s, size_t at, const char *name)
{
	unsigned deeper = 0;

	for (size_t i = at + 1; i < s->count; i++) {
		const struct l1t_record *r = &s->records[i];

		if ((r->kind != L1T_MARK_BEGIN && r->kind != L1T_MARK_END) ||
				r->thread != s->records[at].thread ||
				!is_named(s, i, r->mark.name, name))
			continue;
		if (r->kind == L1T_MARK_BEGIN)
			deeper++;
		else if (!deeper)
			return r->time_ns;
		else
			deeper--;
	}
	return INT64_MAX;
}

static int in_a_pass(const struct window *w, const struct stream *s, int64_t time_ns)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->records[i].kind == L1T_MARK_BEGIN && s->records[i].time_ns <= time_ns &&
				is_named(s, i, s->records[i].mark.name, w->mark) &&
				time_ns < window_pass_end(s, i, w->mark))
			return 1;
	return 0;
}

int window_has(const struct window *w, const struct stream *s, int64_t time_ns)
{
	return time_ns >= w->from_ns && (!w->to_ns || time_ns < w->to_ns) &&
		(!w->mark || in_a_pass(w, s, time_ns));
}

int window_begins(const struct window *w, const struct stream *s, int64_t time_ns)
{
	return window_has(w, s, time_ns) && !window_has(w, s, time_ns - 1);
}

int64_t window_end(const struct window *w, const struct stream *s)
{
	int64_t end = w->mark ? 0 : INT64_MAX;

	for (size_t i = 0; w->mark && i < s->count; i++) {
		int64_t of = s->records[i].kind == L1T_MARK_BEGIN &&
			is_named(s, i, s->records[i].mark.name, w->mark)
			? window_pass_end(s, i, w->mark) : 0;

		/* only a pass that has a time in the window counts */
		if (w->to_ns && of > w->to_ns)
			of = w->to_ns;
		if (of > end && window_has(w, s, of - 1))
			end = of;
	}
	return w->to_ns && w->to_ns < end ? w->to_ns : end;
}

int window_has_op(const struct window *w, uint64_t op, const struct l1t_record *name)
{
	if (w->op)
		return op == w->op;
	return name && name->blob_bytes == strlen(w->name) &&
		!memcmp(name->blob, w->name, name->blob_bytes);
}

/* Takes one instant of a core. Returns whether it is the largest so far. */
static int take(struct naive_cell *c, struct parts p, int64_t time_ns, uint64_t op,
	const struct l1t_record *name)
{
	struct peak_row *row = &c->window;

	if (c->in_window && total(p) <= row->peak_bytes)
		return 0;
	if (!c->in_window)
		row->headroom = (struct maybe){0};
	c->in_window = 1;
	row->peak_bytes = total(p);
	row->time_ns = time_ns;
	row->parts = p;
	row->op = op;
	row->name = name;
	row->replay = (struct maybe){0};
	row->captured_op = 0;
	return 1;
}

static void look_at_all(struct naive_state *n, int64_t time_ns)
{
	for (size_t i = 0; i < n->opening_count; i++) {
		struct naive_opening *o = &n->openings[i];

		for (size_t c = 0; o->open && c < o->sizes.grid_x * o->sizes.grid_y; c++)
			take(&o->cells[c], held(n, place_of(o, c)), time_ns, 0, NULL);
	}
}

static int is_timed(const struct naive_state *n)
{
	return !window_is_whole(n->window) && !window_has_ops(n->window);
}

/* The next time after this at which a stretch may begin: the window's own begin, or a pass's. */
static int64_t next_begin(const struct naive_state *n, int64_t after_ns)
{
	int64_t next = n->window->from_ns > after_ns ? n->window->from_ns : INT64_MAX;

	for (size_t i = 0; i < n->stream->count; i++) {
		const struct l1t_record *r = &n->stream->records[i];

		if (r->kind == L1T_MARK_BEGIN && r->time_ns > after_ns && r->time_ns < next)
			next = r->time_ns;
	}
	return next;
}

void window_before_event(struct naive_state *n)
{
	int64_t t = n->at ? n->stream->records[n->at - 1].time_ns : -1;

	while (is_timed(n) && (t = next_begin(n, t)) <= n->event->time_ns)
		if (window_begins(n->window, n->stream, t))
			look_at_all(n, t);
}

void window_after_event(struct naive_state *n)
{
	if (is_timed(n) && window_has(n->window, n->stream, n->event->time_ns))
		look_at_all(n, n->event->time_ns);
}

static void keep_headroom(struct naive_cell *c, int64_t bytes)
{
	if (!c->window.headroom.known || bytes < c->window.headroom.bytes)
		c->window.headroom = (struct maybe){1, bytes};
}

void window_launch(struct naive_state *n, const struct naive_placed *p,
	const struct l1t_record *name)
{
	if (window_is_whole(n->window) || !window_has(n->window, n->stream, n->event->time_ns) ||
			(window_has_ops(n->window) && !window_has_op(n->window, n->op, name)))
		return;
	for (size_t i = 0; i < n->opening_count; i++) {
		struct naive_opening *o = &n->openings[i];
		size_t cores = o->sizes.grid_x * o->sizes.grid_y, ran = 0;

		if (!o->open || !in_chips(&p->chips, o->chip))
			continue;
		for (size_t c = 0; c < cores; c++)
			ran += (size_t)runs_on(p, place_of(o, c));
		for (size_t c = 0; c < cores && ran; c++) {
			struct place at = place_of(o, c);
			struct parts parts = held(n, at);

			if (runs_on(p, at)) {
				parts.program = footprint(n, p, at);
				take(&o->cells[c], parts, n->event->time_ns, n->op, name);
				keep_headroom(&o->cells[c], headroom(n, p, o, at));
			} else if (window_has_ops(n->window)) {
				take(&o->cells[c], parts, n->event->time_ns, n->op, name);
			}
		}
	}
}

static int is_this_replay(const struct naive_state *n, const struct naive_trace *t)
{
	char name[48];

	snprintf(name, sizeof(name), "replay of trace %llu", (unsigned long long)t->trace);
	return n->window->op == n->op || (n->window->name && !strcmp(n->window->name, name));
}

/* Whether a captured launch runs on that core, or takes more there than is held anyway. */
static int uses(struct naive_state *n, const struct naive_trace *t, struct place at, struct parts parts)
{
	for (size_t i = 0; i < t->launch_count; i++)
		if (runs_on(&t->launches[i].placed, at))
			return 1;
	return total(parts) > total(held(n, at));
}

/* What one captured launch uses, or all of them. */
static void replay_on(struct naive_state *n, const struct naive_trace *t, struct naive_opening *o)
{
	for (size_t c = 0; c < o->sizes.grid_x * o->sizes.grid_y; c++) {
		struct place at = place_of(o, c);
		uint64_t launch;
		struct parts all = replayed(n, t, at, &launch);

		if ((!window_has_ops(n->window) || is_this_replay(n, t)) &&
				take(&o->cells[c], all, n->event->time_ns, n->op, NULL)) {
			o->cells[c].window.replay = (struct maybe){1, (int64_t)t->trace};
			o->cells[c].window.captured_op = uses(n, t, at, all) ? launch : 0;
		}
		for (size_t i = 0; window_has_ops(n->window) && i < t->launch_count; i++) {
			const struct naive_captured *l = &t->launches[i];

			if (in_chips(&l->placed.chips, o->chip) &&
					window_has_op(n->window, l->op, l->name))
				take(&o->cells[c], replayed_launch(n, l, at), n->event->time_ns,
					l->op, l->name);
		}
	}
}

void window_replay(struct naive_state *n, const struct naive_trace *t)
{
	const struct naive_handle *h = find_handle(n, t->device);

	if (window_is_whole(n->window) || !window_has(n->window, n->stream, n->event->time_ns))
		return;
	for (size_t i = 0; h && i < n->opening_count; i++)
		if (n->openings[i].open && in_chips(&h->chips, n->openings[i].chip))
			replay_on(n, t, &n->openings[i]);
}
