/*
 * Mesh traces begin, end, are replayed and released.
 *
 * Must not know: what a capture remembers, what a replay uses.
 */
#include <stdlib.h>
#include "accounting_state.h"
#include "captures.h"
#include "cohorts.h"
#include "core_classes.h"
#include "findings.h"
#include "hazards.h"
#include "mesh_traces.h"
#include "meshes.h"
#include "replays.h"
#include "work_allowance.h"
#include "xalloc.h"

static struct mesh_trace *find(struct accounting *a, const struct mesh *mesh, uint64_t id)
{
	for (struct mesh_trace *t = a->all_traces; t && work_spend(3); t = t->next)
		if (t->mesh == mesh && t->id == id)
			return t;
	return NULL;
}

static void begin(struct accounting *a, struct mesh *mesh, uint64_t id)
{
	struct mesh_trace *t = find(a, mesh, id);

	if (!t) {
		t = xcalloc(1, sizeof(*t));
		t->next = a->all_traces;
		a->all_traces = t;
	}
	acc_empty_captures(t);
	t->id = id;
	t->mesh = mesh;
	t->ended = false;
	mesh->capturing = t;
}

static void finish(struct accounting *a, struct mesh *mesh)
{
	if (mesh->capturing) {
		mesh->capturing->ended = true;
		mesh->capturing->end_order = a->next_order;
	}
	mesh->capturing = NULL;
}

static void release(struct accounting *a, struct mesh *mesh, uint64_t id)
{
	struct mesh_trace **at = &a->all_traces;

	while (*at && work_spend(3) && ((*at)->mesh != mesh || (*at)->id != id || *at == mesh->capturing))
		at = &(*at)->next;
	if (*at && (*at)->mesh == mesh && (*at)->id == id && *at != mesh->capturing) {
		struct mesh_trace *t = *at;

		*at = t->next;
		acc_empty_captures(t);
		free(t);
	}
}

static struct account_op row_of(const struct accounting *a, const struct l1t_record *r,
	uint64_t chip, const struct opening *o)
{
	return (struct account_op){.op = a->last_op, .chip = chip,
		.opening = o ? o->info.opening : L1T_UNKNOWN, .time_ns = a->now_ns,
		.name = account_replay_name(r->mesh_trace.trace),
		.program = L1T_UNKNOWN, .device = r->mesh_trace.device,
		.callsite = r->mesh_trace.callsite, .buffer_bytes = L1T_UNKNOWN,
		.l1_small_bytes = L1T_UNKNOWN, .program_bytes = L1T_UNKNOWN,
		.persistent_bytes = L1T_UNKNOWN, .peak_bytes = L1T_UNKNOWN,
		.headroom_bytes = L1T_UNKNOWN, .kernel_text_bytes = L1T_UNKNOWN,
		.program_end = L1T_UNKNOWN, .moment = a->moment,
		.trace = r->mesh_trace.trace, .kind = "replay", .thread = r->thread};
}

static void replay(struct accounting *a, struct mesh *mesh, const struct l1t_record *r)
{
	struct mesh_trace *t = find(a, mesh, r->mesh_trace.trace);
	const struct chips *s = &mesh->chips;
	uint64_t left = s->low;

	a->last_op = ++a->ops;
	for (size_t k = 0; k < s->count && (left || s->high) && work_spend(100); k++) {
		struct opening *o = acc_open_chip(a, s->list[k]);
		struct account_op row;

		if (acc_bit(s->list[k]) && !(left & acc_bit(s->list[k])))
			continue;
		left &= ~acc_bit(s->list[k]);
		if (a->sink->op)
			row = row_of(a, r, s->list[k], o);
		if (o)
			left &= ~acc_replay(a, o, t, s->low,
				account_replay_name(r->mesh_trace.trace),
				a->sink->op ? &row : NULL);
		if (a->sink->op)
			a->sink->op(a->context, &row);
	}
	if (a->unnumbered)
		acc_number_all(a, s);
	for (size_t k = 0; t && k < s->count && work_spend(10); k++) {
		const struct opening *o = acc_open_chip(a, s->list[k]);

		if (o)
			acc_look_for_hazards(a, o, t);
	}
}

void acc_mesh_trace(struct accounting *a, const struct l1t_record *r)
{
	struct mesh *mesh = acc_mesh(a, r->mesh_trace.device);

	if (!mesh) {
		acc_find(a, FINDING_UNKNOWN_DEVICE, L1T_UNKNOWN, r->mesh_trace.trace,
			r->mesh_trace.device, 0, 0);
		return;
	}
	switch (r->kind) {
	case L1T_CAPTURE_BEGIN:
		begin(a, mesh, r->mesh_trace.trace);
		break;
	case L1T_CAPTURE_END:
		finish(a, mesh);
		break;
	case L1T_REPLAY:
		replay(a, mesh, r);
		break;
	default:
		release(a, mesh, r->mesh_trace.trace);
		break;
	}
}

void acc_forget_traces(struct accounting *a)
{
	while (a->all_traces) {
		struct mesh_trace *next = a->all_traces->next;

		acc_empty_captures(a->all_traces);
		free(a->all_traces);
		a->all_traces = next;
	}
}
