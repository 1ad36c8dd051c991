/*
 * Mesh traces: launches inside a capture are remembered with what lived then; a replay runs them
 * all, over what lives now.
 *
 * Must not know: how regions were placed.
 */
#include <stdlib.h>
#include "acc.h"

static struct span *copy_ranges(const struct spans *s, size_t *count)
{
	struct span *ranges = malloc(spans_ranges_max(s) * sizeof(*ranges));

	*count = ranges ? spans_ranges(s, ranges) : 0;
	return ranges;
}

static void copy_part(struct part *to, const struct part *from)
{
	*to = *from;
	to->ranges = malloc((from->range_count + 1) * sizeof(*to->ranges));
	to->range_count = to->ranges ? from->range_count : 0;
	if (to->range_count)
		memcpy(to->ranges, from->ranges, from->range_count * sizeof(*to->ranges));
}

void acc_capture(struct accounting *a, struct opening *o, struct mesh_trace *t,
	uint64_t program, const struct placement *p)
{
	struct captured *c;

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
	c = &t->launches[t->count];
	*c = (struct captured){.opening = o->info.opening, .program = program};
	c->l1 = copy_ranges(&o->l1, &c->l1_count);
	c->small = copy_ranges(&o->small, &c->small_count);
	c->extra = malloc((o->extra_count + 1) * sizeof(*c->extra));
	c->parts = malloc((p->part_count + 1) * sizeof(*c->parts));
	if (!c->l1 || !c->small || !c->extra || !c->parts)
		acc_no_memory(a);
	if (c->extra && o->extra_count)
		memcpy(c->extra, o->extra, o->extra_count * sizeof(*c->extra));
	c->extra_count = c->extra ? o->extra_count : 0;
	for (size_t i = 0; c->parts && i < p->part_count; i++) {
		copy_part(&c->parts[i], &p->parts[i]);
		c->part_count++;
	}
	t->count++;
}

static void empty(struct mesh_trace *t)
{
	for (size_t i = 0; i < t->count; i++) {
		struct captured *c = &t->launches[i];

		free(c->l1);
		free(c->small);
		free(c->extra);
		acc_parts_free(c->parts, c->part_count);
	}
	free(t->launches);
	t->launches = NULL;
	t->count = t->capacity = 0;
}

static struct mesh_trace *find(struct accounting *a, const struct mesh *mesh, uint64_t id)
{
	for (struct mesh_trace *t = a->all_traces; t; t = t->next)
		if (t->mesh == mesh && t->id == id && !t->released)
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
	t->begin_ns = a->now_ns;
	t->end_ns = L1T_UNKNOWN;
	mesh->capturing = t;
}

/* Appends to `out` the ranges of per-core buffers of a type that lie on the core. */
static size_t extra_ranges(const struct per_core_buffer *extra, size_t count, uint64_t type,
	unsigned core, struct span *out)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		if (extra[i].type == type && coreset_has(&extra[i].cores, core))
			out[n++] = (struct span){extra[i].from, extra[i].to};
	return n;
}

/* Live now and at the capture, one kind of memory, one core. Returns the merged ranges' count. */
static size_t both(const struct opening *o, const struct spans *now, const struct span *then,
	size_t then_count, const struct captured *c, uint64_t type, unsigned core,
	struct span *out)
{
	size_t n = spans_ranges(now, out);

	if (then_count)
		memcpy(out + n, then, then_count * sizeof(*out));
	n += then_count;
	n += extra_ranges(o->extra, o->extra_count, type, core, out + n);
	n += extra_ranges(c->extra, c->extra_count, type, core, out + n);
	return span_merge(out, n);
}

static const struct part *part_of(const struct captured *c, unsigned core)
{
	for (size_t i = 0; i < c->part_count; i++)
		if (coreset_has(&c->parts[i].cores, core))
			return &c->parts[i];
	return NULL;
}

/*
 * What one captured launch, run now, takes on the core: buffers of now and then on every core, its
 * regions where it has some. False when out of memory.
 */
static bool use_of(const struct opening *o, const struct captured *c, unsigned core,
	struct held *h, uint64_t *program)
{
	const struct part *part = part_of(c, core);
	size_t most = spans_ranges_max(&o->l1) + spans_ranges_max(&o->small) + c->l1_count +
		c->small_count + o->extra_count + c->extra_count +
		(part ? part->range_count : 0);
	struct span *ranges;
	size_t n;

	ranges = malloc((most + 1) * sizeof(*ranges));
	if (!ranges)
		return false;
	n = both(o, &o->small, c->small, c->small_count, c, L1T_L1_SMALL, core, ranges);
	h->small = span_bytes(ranges, n);
	n = both(o, &o->l1, c->l1, c->l1_count, c, L1T_L1, core, ranges);
	h->buffer = span_bytes(ranges, n);
	if (part && part->range_count) {
		memcpy(ranges + n, part->ranges, part->range_count * sizeof(*ranges));
		n = span_merge(ranges, n + part->range_count);
	}
	*program = span_bytes(ranges, n) - h->buffer;
	free(ranges);
	return true;
}

static void replay_on_class(struct accounting *a, struct opening *o, size_t index,
	const struct mesh_trace *t, struct account_op *row)
{
	struct core_class *cl = &o->classes[index];
	unsigned core = coreset_first(&cl->cores);
	struct held now = acc_held(o, cl), best = now;
	uint64_t held = now.buffer + now.small + now.persistent;
	uint64_t best_program = 0, best_total = held;
	bool ran = false;

	for (size_t i = 0; t && i < t->count; i++) {
		const struct captured *c = &t->launches[i];
		struct held h = now;
		uint64_t program, total;

		if (c->opening != o->info.opening || !use_of(o, c, core, &h, &program))
			continue;
		total = h.buffer + h.small + h.persistent + program;
		if (total > best_total) {
			best = h;
			best_program = program;
			best_total = total;
		}
		if (part_of(c, core)) {
			ran = true;
			cl->resident = part_of(c, core)->footprint;
			cl->resident_program = c->program;
		}
	}
	acc_instant(a, o, cl, &best, best_program, "replay", row->op, 0,
		ran || best_total != held);
	/* what the next row is compared with is what is held, not what the replay took */
	cl->last.buffer_bytes = now.buffer;
	cl->last.l1_small_bytes = now.small;
	cl->last.persistent_bytes = now.persistent;
	acc_take_core(row, core, &best, best_program);
}

static bool overlaps(const struct span *ranges, size_t count, uint64_t from, uint64_t to)
{
	for (size_t i = 0; i < count; i++)
		if (ranges[i].from < to && from < ranges[i].to)
			return true;
	return false;
}

static bool hits(const struct captured *c, const struct l1t_alloc *b)
{
	uint64_t from = b->address, to = b->address + b->bytes_per_core;

	if (b->type == L1T_L1_SMALL)
		return overlaps(c->small, c->small_count, from, to);
	if (overlaps(c->l1, c->l1_count, from, to))
		return true;
	for (size_t i = 0; i < c->part_count; i++)
		if (overlaps(c->parts[i].ranges, c->parts[i].range_count, from, to))
			return true;
	return false;
}

/* Buffers allocated after the capture that lie where its programs write. */
static void look_for_hazards(struct accounting *a, const struct opening *o,
	const struct mesh_trace *t)
{
	for (size_t i = 0; i < a->buffers.capacity; i++) {
		const struct live_buffer *l = a->buffers.at[i].value;
		bool here = false, hit = false;

		if (!acc_is_live(l) || !l->mesh || t->end_ns == L1T_UNKNOWN ||
			l->b.alloc_ns < t->end_ns ||
			(l->b.alloc.type != L1T_L1 && l->b.alloc.type != L1T_L1_SMALL))
			continue;
		for (size_t k = 0; k < l->mesh->chip_count; k++)
			here |= l->mesh->chips[k] == o->info.chip;
		for (size_t k = 0; here && !hit && k < t->count; k++)
			hit = t->launches[k].opening == o->info.opening &&
				hits(&t->launches[k], &l->b.alloc);
		if (hit)
			acc_find(a, FINDING_TRACE_HAZARD, o->info.chip, l->b.alloc.id, t->id,
				l->b.alloc.address, l->b.alloc.bytes_per_core);
	}
}

static void replay(struct accounting *a, struct mesh *mesh, const struct l1t_record *r)
{
	struct mesh_trace *t = find(a, mesh, r->mesh_trace.trace);

	a->last_op = ++a->ops;
	for (size_t k = 0; k < mesh->chip_count; k++) {
		struct opening *o = acc_open_chip(a, mesh->chips[k]);
		struct account_op row = {.op = a->last_op, .chip = mesh->chips[k],
			.opening = o ? o->info.opening : L1T_UNKNOWN, .time_ns = a->now_ns,
			.program = L1T_UNKNOWN, .device = r->mesh_trace.device,
			.callsite = r->mesh_trace.callsite, .buffer_bytes = L1T_UNKNOWN,
			.program_bytes = L1T_UNKNOWN, .peak_bytes = L1T_UNKNOWN,
			.headroom_bytes = L1T_UNKNOWN, .kernel_text_bytes = L1T_UNKNOWN,
			.kind = "replay"};

		for (size_t i = 0; o && t && i < t->count; i++)
			for (size_t p = 0; t->launches[i].opening == o->info.opening &&
				p < t->launches[i].part_count; p++)
				acc_split(a, o, &t->launches[i].parts[p].cores);
		for (size_t i = 0; o && i < o->class_count; i++)
			replay_on_class(a, o, i, t, &row);
		if (o && t)
			look_for_hazards(a, o, t);
		if (a->sink->op)
			a->sink->op(a->context, &row);
	}
}

void acc_mesh_trace(struct accounting *a, const struct l1t_record *r)
{
	struct mesh *mesh = acc_mesh(a, r->mesh_trace.device);
	struct mesh_trace *t;

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
		if (mesh->capturing)
			mesh->capturing->end_ns = a->now_ns;
		mesh->capturing = NULL;
		break;
	case L1T_REPLAY:
		replay(a, mesh, r);
		break;
	default:
		t = find(a, mesh, r->mesh_trace.trace);
		if (t && t != mesh->capturing) {
			empty(t);
			t->released = true;
		}
		break;
	}
}

void acc_trace_free(struct mesh_trace *t)
{
	empty(t);
	free(t);
}
