/*
 * Mesh traces of the simulated host, captured, replayed and released; and remarks: records that
 * take no space and change no number. Must not know: accounting, files.
 */
#include "world.h"

static void emit_trace(struct world *w, unsigned kind, const struct mesh_trace *t)
{
	struct l1t_record r = {.kind = (uint8_t)kind};

	r.mesh_trace = (struct l1t_mesh_trace){w->handles[t->handle].id, t->id, 0};
	if (kind == L1T_REPLAY)
		r.mesh_trace.callsite = world_callsite(w);
	world_emit(w, &r);
}

/* Begins a capture on a device that has none, or ends the one it has. */
void capture(struct world *w)
{
	int at = pick_open_handle(w);
	struct mesh_trace *t = &w->traces[w->trace_count];
	struct handle *h = &w->handles[at < 0 ? 0 : at];

	if (at < 0)
		return;
	if (h->capturing) {
		for (t = w->traces; t->id != h->capturing; t++)
			;
		world_tick(w);
		emit_trace(w, L1T_CAPTURE_END, t);
		t->state = TRACE_READY;
		h->capturing = 0;
		return;
	}
	if (w->trace_count == TRACES_MAX)
		return;
	world_tick(w);
	*t = (struct mesh_trace){w->next_trace++, (size_t)at, TRACE_CAPTURING};
	w->trace_count++;
	h->capturing = t->id;
	emit_trace(w, L1T_CAPTURE_BEGIN, t);
}

static struct mesh_trace *pick_ready(struct world *w)
{
	struct mesh_trace *chosen = NULL;
	uint64_t seen = 0;

	for (size_t i = 0; i < w->trace_count; i++)
		if (w->traces[i].state == TRACE_READY &&
				!w->handles[w->traces[i].handle].capturing &&
				!prng_below(&w->random, ++seen))
			chosen = &w->traces[i];
	return chosen;
}

void replay(struct world *w)
{
	struct mesh_trace *t = pick_ready(w);

	if (!t)
		return;
	world_tick(w);
	w->last_launch[w->thread].valid = 0;
	emit_trace(w, L1T_REPLAY, t);
}

void release_trace(struct world *w)
{
	struct mesh_trace *t = pick_ready(w);

	if (!t)
		return;
	world_tick(w);
	emit_trace(w, L1T_RELEASE, t);
	t->state = TRACE_GONE;
}

static void emit_mark(struct world *w)
{
	struct l1t_record r = {.kind = prng_percent(&w->random, 50) ? L1T_MARK_BEGIN : L1T_MARK_END};

	r.mark.name = world_string(w, prng_percent(&w->random, 75) ? 6 : 4);
	world_emit(w, &r);
}

void mark_now(struct world *w)
{
	if (!w->thread)
		w->thread = 1;
	emit_mark(w);
}

void stand_still(struct world *w)
{
	world_tick(w);
	w->now++;
	w->still = (unsigned)prng_between(&w->random, 2, 6);
	if (prng_percent(&w->random, 50))
		return;
	/* so that more was held a moment before, and cores differ from now on */
	free_buffer(w);
	launch_program(w);
	mark_now(w);
}

void remark(struct world *w)
{
	static const uint8_t text[] = "said by the runtime";
	struct l1t_record r = {0};
	int at = pick_open_handle(w);

	world_tick(w);
	switch (prng_below(&w->random, 3)) {
	case 0:
		emit_mark(w);
		return;
	case 1:
		r.kind = L1T_NOTE;
		r.blob = text;
		r.blob_bytes = sizeof(text) - 1;
		break;
	default:
		r.kind = L1T_FAILURE;
		for (unsigned i = 0; i < l1t_kinds[L1T_FAILURE].fields; i++)
			r.f[i] = L1T_UNKNOWN;
		r.failure.type = L1T_FAIL_OOM;
		r.failure.device = at < 0 ? 0 : w->handles[at].id;
		r.failure.chips = r.failure.program = r.failure.cores = r.failure.callsite = 0;
		r.failure.buffer_type = L1T_L1;
		r.failure.size_bytes = 1 << 20;
		break;
	}
	world_emit(w, &r);
}
