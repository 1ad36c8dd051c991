/*
 * Ops by name, each with its peak: every launch, and every captured launch at each replay. Those
 * without a name are left out. See naive_state.h. Must not know: how l1analyze groups, files.
 */
#include <string.h>
#include "naive_state.h"

static void add(struct naive_state *n, struct op_use u)
{
	if (u.name || u.replay.known)
		APPEND(n->out->op_uses, n->out->op_use_count, u);
}

/* The peak on the cores that it covers; on some chips its launch may cover none of the window's. */
static void replay_launch(struct naive_state *n, const struct naive_captured *l,
	const struct naive_opening *o)
{
	struct op_use u = {.chip = o->chip, .op = l->op, .name = l->name};

	for (size_t c = 0; c < o->sizes.grid_x * o->sizes.grid_y; c++) {
		struct place at = place_of(o, c);
		struct parts parts;

		if (!runs_on(&l->placed, at) || !window_has_core(n->window, at.x, at.y))
			continue;
		parts = replayed_launch(n, l, at);
		if (u.known && total(parts) <= u.peak_bytes)
			continue;
		u.known = u.timed = 1;
		u.time_ns = n->event->time_ns;
		u.peak_bytes = total(parts);
		u.parts = parts;
	}
	add(n, u);
}

void by_op_replay(struct naive_state *n, const struct naive_trace *t)
{
	const struct naive_handle *h = find_handle(n, t->device);

	if (!h || !window_has(n->window, n->stream, n->event->time_ns))
		return;
	for (size_t i = 0; i < n->opening_count; i++)
		for (size_t k = 0; k < t->launch_count && n->openings[i].open &&
				in_chips(&h->chips, n->openings[i].chip); k++) {
			const struct naive_captured *l = &t->launches[k];

			if (in_chips(&l->placed.chips, n->openings[i].chip) &&
					(!window_has_ops(n->window) ||
					window_has_op(n->window, l->op, l->name)))
				replay_launch(n, l, &n->openings[i]);
		}
}

static int is_this_op(const struct window *w, const struct op_row *o)
{
	char name[48];

	if (!window_has_ops(w) || (!o->replay.known && window_has_op(w, o->op, o->name)))
		return 1;
	snprintf(name, sizeof(name), "replay of trace %lld", (long long)o->replay.bytes);
	return o->replay.known && (w->op ? o->op == w->op : !strcmp(name, w->name));
}

static void use_of_row(struct naive_state *n, const struct op_row *o)
{
	struct op_use u = {.chip = o->chip, .op = o->op, .name = o->name, .replay = o->replay,
		.known = o->known, .timed = 1, .time_ns = o->time_ns, .peak_bytes = o->peak_bytes,
		.parts = o->parts, .headroom = o->headroom};

	if ((!n->window->has_cores || o->on_cores) && is_this_op(n->window, o) &&
			window_has(n->window, n->stream, o->time_ns))
		add(n, u);
}

static int same_name(const struct op_use *a, const struct op_use *b)
{
	if (a->replay.known || b->replay.known)
		return a->replay.known == b->replay.known && a->replay.bytes == b->replay.bytes;
	return a->name->blob_bytes == b->name->blob_bytes &&
		!memcmp(a->name->blob, b->name->blob, a->name->blob_bytes);
}

/* Known before unknown; larger, earlier, by number. An unknown time is early. */
static int is_before(const struct op_use *a, const struct op_use *b)
{
	if (a->known != b->known)
		return a->known;
	if (a->peak_bytes != b->peak_bytes)
		return a->peak_bytes > b->peak_bytes;
	if (a->timed != b->timed)
		return b->timed;
	if (a->time_ns != b->time_ns)
		return a->time_ns < b->time_ns;
	return a->op < b->op;
}

/* Keeps one row for each name and chip: the largest, with the tightest headroom. */
void by_op_finish(struct naive_state *n)
{
	struct op_use *uses, *kept;
	size_t left = 0;

	for (size_t i = 0; i < n->out->op_count; i++)
		use_of_row(n, &n->out->ops[i]);
	uses = n->out->op_uses;
	for (size_t i = 0; i < n->out->op_use_count; i++) {
		struct op_use u = uses[i];

		for (kept = uses; kept < uses + left && (kept->chip != u.chip ||
				!same_name(kept, &u)); kept++)
			;
		if (kept == uses + left) {
			uses[left++] = u;
			continue;
		}
		if (!u.headroom.known || (kept->headroom.known &&
				kept->headroom.bytes < u.headroom.bytes))
			u.headroom = kept->headroom;
		if (is_before(&u, kept))
			*kept = u;
		kept->headroom = u.headroom;
	}
	n->out->op_use_count = left;
}
