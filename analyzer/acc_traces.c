/*
 * Mesh traces: what their captures remember. Launches share what they have in common: a snapshot of
 * the buffers as long as none changes, a program's parts as long as it is not placed anew.
 *
 * Must not know: how regions were placed, what a replay uses.
 */
#include <stdlib.h>
#include "acc.h"

static struct span *copy_ranges(const struct spans *s, size_t *count)
{
	struct span *ranges = malloc(spans_ranges_max(s) * sizeof(*ranges));

	work_spend_each(s->count, 5);
	*count = ranges ? spans_ranges(s, ranges) : 0;
	return ranges;
}

static void snapshot_let_go(struct snapshot *s)
{
	if (!s || --s->holders)
		return;
	free(s->l1);
	free(s->small);
	free(s->extra);
	free(s);
}

static struct snapshot *snapshot_new(struct accounting *a, const struct opening *o)
{
	struct snapshot *s = calloc(1, sizeof(*s));

	if (!s) {
		acc_no_memory(a);
		return NULL;
	}
	s->holders = 1;
	s->version = o->version;
	s->l1 = copy_ranges(&o->l1, &s->l1_count);
	s->small = copy_ranges(&o->small, &s->small_count);
	s->extra = malloc((o->extra_count + 1) * sizeof(*s->extra));
	if (!s->l1 || !s->small || !s->extra)
		acc_no_memory(a);
	s->extra_count = s->extra ? o->extra_count : 0;
	work_spend_each(s->extra_count, 40);
	if (s->extra_count)
		memcpy(s->extra, o->extra, s->extra_count * sizeof(*s->extra));
	return s;
}

/* The one of the launch before on this chip, when nothing has changed since. */
static struct snapshot *snapshot_of(struct accounting *a, const struct opening *o,
	const struct mesh_trace *t)
{
	for (size_t i = t->count; i-- > 0 && t->count - i <= t->mesh->chip_count + 1 &&
		work_spend(2);) {
		struct snapshot *s = t->launches[i].live;

		if (t->launches[i].opening != o->info.opening || !s || s->version != o->version)
			continue;
		s->holders++;
		return s;
	}
	return snapshot_new(a, o);
}

void acc_capture(struct accounting *a, struct opening *o, struct mesh_trace *t,
	const struct account_op *row, struct built *built)
{
	struct snapshot *live;

	if (t->count == t->capacity) {
		size_t capacity = t->capacity ? t->capacity * 2 : 16;
		struct captured *grown = realloc(t->launches, capacity * sizeof(*grown));

		if (!grown) {
			acc_no_memory(a);
			return;
		}
		t->launches = grown;
		t->capacity = capacity;
	}
	live = snapshot_of(a, o, t);
	if (!live)
		return;
	built->holders++;
	t->launches[t->count++] = (struct captured){.opening = o->info.opening,
		.program = row->program, .op = row->op, .name = row->name, .live = live,
		.built = built};
	acc_capture_dram(a, o, t);
}

static void empty(struct mesh_trace *t)
{
	for (size_t i = 0; i < t->count; i++) {
		snapshot_let_go(t->launches[i].live);
		acc_let_go(t->launches[i].built);
	}
	free(t->launches);
	t->launches = NULL;
	t->count = t->capacity = 0;
	acc_written_free(t->written);
	t->written = NULL;
}

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
		t = calloc(1, sizeof(*t));
		if (!t) {
			acc_no_memory(a);
			return;
		}
		t->next = a->all_traces;
		a->all_traces = t;
	}
	empty(t);
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
		empty(t);
		free(t);
	}
}

static void replay(struct accounting *a, struct mesh *mesh, const struct l1t_record *r)
{
	struct mesh_trace *t = find(a, mesh, r->mesh_trace.trace);

	a->last_op = ++a->ops;
	for (size_t k = 0; k < mesh->chip_count && work_spend(100); k++) {
		struct opening *o = acc_open_chip(a, mesh->chips[k]);
		struct account_op row = {.op = a->last_op, .chip = mesh->chips[k],
			.opening = o ? o->info.opening : L1T_UNKNOWN, .time_ns = a->now_ns,
			.name = account_replay_name(r->mesh_trace.trace),
			.program = L1T_UNKNOWN, .device = r->mesh_trace.device,
			.callsite = r->mesh_trace.callsite, .buffer_bytes = L1T_UNKNOWN,
			.l1_small_bytes = L1T_UNKNOWN, .program_bytes = L1T_UNKNOWN,
			.persistent_bytes = L1T_UNKNOWN, .peak_bytes = L1T_UNKNOWN,
			.headroom_bytes = L1T_UNKNOWN, .kernel_text_bytes = L1T_UNKNOWN,
			.program_end = L1T_UNKNOWN, .moment = a->moment,
			.trace = r->mesh_trace.trace, .kind = "replay", .thread = r->thread};

		if (o)
			acc_replay(a, o, t, &row);
		if (a->sink->op)
			a->sink->op(a->context, &row);
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

		empty(a->all_traces);
		free(a->all_traces);
		a->all_traces = next;
	}
}
