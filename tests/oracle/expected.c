/*
 * The naive replay's rows in the form of l1analyze's csv: see expected.h. Must not know: how the
 * numbers are computed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "expected.h"

struct text {
	char bytes[512];
};

static struct text number_or_null(int known, int64_t v)
{
	struct text t = {{0}};

	if (known)
		snprintf(t.bytes, sizeof(t.bytes), "%" PRId64, v);
	return t;
}

static struct text string_text(const struct l1t_record *string)
{
	struct text t = {{0}};

	if (string)
		snprintf(t.bytes, sizeof(t.bytes), "%.*s", (int)string->blob_bytes,
			(const char *)string->blob);
	return t;
}

/* An op's name, or what it replays. */
static struct text name_text(const struct l1t_record *string, struct maybe replay)
{
	struct text t = string_text(string);

	if (replay.known)
		snprintf(t.bytes, sizeof(t.bytes), "replay of trace %" PRId64, replay.bytes);
	return t;
}

static uint32_t get32(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* `path/file.py:LINE function; ...`, innermost first. */
static struct text callsite_text(const struct stream *s, size_t at, uint64_t callsite)
{
	const struct l1t_record *r = callsite
		? stream_definition(s, at, L1T_CALLSITE, callsite) : NULL;
	struct text t = {{0}};
	size_t n = 0;

	for (uint32_t i = 0; r && i + 12 <= r->blob_bytes; i += 12) {
		struct text file = string_text(stream_definition(s, at, L1T_STRING,
			get32(r->blob + i)));
		struct text function = string_text(stream_definition(s, at, L1T_STRING,
			get32(r->blob + i + 8)));

		n += (size_t)snprintf(t.bytes + n, sizeof(t.bytes) - n, "%s%.60s:%u %.60s",
			i ? "; " : "", file.bytes, get32(r->blob + i + 4), function.bytes);
	}
	return t;
}

/* NULL: shown only with --kind. */
static const char *kind_text(uint64_t type)
{
	return type == L1T_L1 ? "l1" : type == L1T_L1_SMALL ? "l1_small" : NULL;
}

const char *buffer_kind(uint64_t type)
{
	static const char *const kinds[] = {"dram", "l1", "system_memory", "l1_small", "trace"};

	return type == L1T_PERSISTENT ? "persistent" : type <= L1T_TRACE ? kinds[type] : "";
}

static void peak_lines(struct lines *out, const struct naive *n)
{
	for (size_t i = 0; i < n->peak_count; i++) {
		const struct peak_row *p = &n->peaks[i];
		struct text headroom = number_or_null(p->headroom.known, p->headroom.bytes);
		struct text op = number_or_null(p->op != 0, (int64_t)p->op);
		struct text name = name_text(p->name, p->replay);

		lines_add(out, "%" PRIu64 "|%" PRIu64 "|%" PRIu64 "|%" PRId64 "|%" PRId64 "|%"
			PRId64 "|%" PRId64 "|%" PRId64 "|%s|%" PRId64 "|%" PRId64 "|%s|%s|%" PRId64,
			p->chip, p->x, p->y, p->peak_bytes, p->time_ns, p->parts.buffer,
			p->parts.l1_small, p->parts.program, headroom.bytes, p->reserved_bytes,
			p->capacity_bytes, op.bytes, name.bytes, p->parts.persistent);
	}
}

static void timeline_lines(struct lines *out, const struct naive *n)
{
	for (size_t i = 0; i < n->timeline_count; i++) {
		const struct timeline_row *t = &n->timeline[i];

		lines_add(out, "%" PRIu64 "|%" PRIu64 "|%" PRIu64 "|%" PRId64 "|%s|%" PRId64 "|%"
			PRId64 "|%" PRId64 "|%" PRId64 "|%" PRId64, t->chip, t->x, t->y, t->time_ns,
			t->event, t->parts.buffer, t->parts.l1_small, t->parts.program,
			t->total_bytes, t->resident_bytes);
	}
}

static void leak_line(struct lines *out, const struct stream *s, const struct leak_row *l,
	const char *reason)
{
	struct text callsite = callsite_text(s, l->at, l->alloc.callsite);

	if (kind_text(l->alloc.type))
		lines_add(out, "%" PRIu64 "|%" PRIu64 "|%s|%" PRIu64 "|%" PRIu64 "|%" PRIu64
			"|%" PRId64 "|%s|%s", l->chip, l->alloc.id,
			kind_text(l->alloc.type), l->alloc.address, l->alloc.bytes_per_core,
			l->alloc.size_bytes, l->alloc_ns, reason, callsite.bytes);
}

/* Allocated in the window, and live at the end of it. */
static void leak_lines(struct lines *out, const struct naive *n, const struct stream *s,
	const struct window *w)
{
	int64_t end = window_end(w, s);

	for (size_t i = 0; i < n->leak_count; i++)
		if (window_has(w, s, n->leaks[i].alloc_ns))
			leak_line(out, s, &n->leaks[i], n->leaks[i].reason);
	for (size_t i = 0; i < n->freed_count; i++)
		if (window_has(w, s, n->freed[i].alloc_ns) &&
				n->freed[i].free_ns >= end)
			leak_line(out, s, &n->freed[i], "freed later");
}

static void buffer_lines(struct lines *out, const struct leak_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct l1t_alloc *a = &rows[i].alloc;

		if (!(a->flags & L1T_ALLOC_PART))
			lines_add(out, "%" PRIu64 "|%" PRIu64 "|%s|%" PRIu64 "|%" PRIu64 "|%" PRId64
				"|%s", rows[i].chip, a->id, buffer_kind(a->type), a->address,
				a->bytes_per_core, rows[i].alloc_ns,
				number_or_null(rows[i].free_ns >= 0, rows[i].free_ns).bytes);
	}
}

static void hazard_lines(struct lines *out, const struct naive *n)
{
	for (size_t i = 0; i < n->hazard_count; i++) {
		const struct hazard_row *h = &n->hazards[i];

		lines_add(out, "%" PRIu64 "|%" PRIu64 "|%s|%" PRIu64 "|%" PRId64 "|%" PRIu64 "|%" PRIu64,
			h->chip, h->id, buffer_kind(h->type), h->trace, h->time_ns, h->replays,
			h->op);
	}
}

static void op_lines(struct lines *out, const struct naive *n, const struct stream *s,
	const struct window *w)
{
	for (size_t i = 0; i < n->op_count; i++) {
		const struct op_row *o = &n->ops[i];
		struct text name = name_text(o->name, o->replay);
		struct text program = number_or_null(o->program != 0, (int64_t)o->program);
		struct text buffer = number_or_null(o->known, o->parts.buffer);
		struct text bytes = number_or_null(o->known, o->parts.program);
		struct text peak = number_or_null(o->known, o->peak_bytes);
		struct text headroom = number_or_null(o->headroom.known, o->headroom.bytes);
		struct text kernel = number_or_null(o->text.known, o->text.bytes);
		struct text callsite = callsite_text(s, o->at, o->callsite);

		if ((w->has_cores && !o->on_cores) || !window_has(w, s, o->time_ns) ||
				(window_has_ops(w) && o->op != w->op &&
				(!w->name || strcmp(w->name, name.bytes))))
			continue;
		lines_add(out, "%" PRIu64 "|%" PRIu64 "|%" PRId64 "|%s|%s|%s|%s|%s|%s|%s|%s",
			o->op, o->chip, o->time_ns, name.bytes, program.bytes, buffer.bytes,
			bytes.bytes, peak.bytes, headroom.bytes, kernel.bytes, callsite.bytes);
	}
}

/* The fullest core of all; of equal ones the earliest, then of the first chip to be opened. */
static const struct peak_row *fullest(const struct naive *n, struct maybe *headroom)
{
	const struct peak_row *best = NULL;

	*headroom = (struct maybe){0};
	for (size_t i = 0; i < n->peak_count; i++) {
		const struct peak_row *p = &n->peaks[i];

		if (!best || p->peak_bytes > best->peak_bytes ||
				(p->peak_bytes == best->peak_bytes && p->time_ns < best->time_ns))
			best = p;
		if (p->headroom.known && (!headroom->known || p->headroom.bytes < headroom->bytes))
			*headroom = p->headroom;
	}
	return best;
}

/* Each pass of a mark is a window of its own; `within`: what it has in common with that mark's. */
static void pass_lines(struct lines *out, const struct stream *s, const char *within)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct l1t_record *string = s->records[i].kind == L1T_MARK_BEGIN
			? stream_definition(s, i, L1T_STRING, s->records[i].mark.name) : NULL;
		struct text mark = string_text(string), headroom, op, name, end;
		int64_t begin_ns = s->records[i].time_ns;
		struct window w = {.from_ns = begin_ns ? begin_ns : -1, .mark = within}; /* 0: no limit */
		struct maybe least;
		const struct peak_row *p;
		struct naive n;

		if (!string)
			continue;
		w.to_ns = window_pass_end(s, i, mark.bytes);
		end = number_or_null(w.to_ns != INT64_MAX, w.to_ns);
		if (w.to_ns == begin_ns)
			continue;
		naive_replay(&n, s, &w);
		p = fullest(&n, &least);
		if (p) {
			headroom = number_or_null(least.known, least.bytes);
			op = number_or_null(p->op != 0, (int64_t)p->op);
			name = name_text(p->name, p->replay);
			lines_add(out, "%s|%" PRIu64 "|%" PRIu64 "|%" PRIu64 "|%" PRId64 "|%" PRId64
				"|%" PRId64 "|%" PRId64 "|%" PRId64 "|%s|%" PRId64 "|%" PRId64 "|%s|%s|%"
				PRId64 "|%" PRId64 "|%s", mark.bytes, p->chip, p->x, p->y, p->peak_bytes,
				p->time_ns, p->parts.buffer, p->parts.l1_small, p->parts.program,
				headroom.bytes, p->reserved_bytes, p->capacity_bytes, op.bytes,
				name.bytes, p->parts.persistent, begin_ns, end.bytes);
		}
		naive_release(&n);
	}
}

static void by_op_lines(struct lines *out, const struct naive *n)
{
	for (size_t i = 0; i < n->op_use_count; i++) {
		const struct op_use *u = &n->op_uses[i];
		struct text name = name_text(u->name, u->replay);
		struct text peak = number_or_null(u->known, u->peak_bytes);
		struct text time = number_or_null(u->timed, u->time_ns);
		struct text buffer = number_or_null(u->known, u->parts.buffer);
		struct text small = number_or_null(u->known, u->parts.l1_small);
		struct text program = number_or_null(u->known, u->parts.program);
		struct text persistent = number_or_null(u->known, u->parts.persistent);
		struct text headroom = number_or_null(u->headroom.known, u->headroom.bytes);

		lines_add(out, "%s|%" PRIu64 "|%s|%" PRIu64 "|%s|%s|%s|%s|%s|%s", name.bytes, u->chip,
			peak.bytes, u->op, time.bytes, buffer.bytes, small.bytes, program.bytes,
			persistent.bytes, headroom.bytes);
	}
}

void sort_rows(struct lines *rows, enum verb verb)
{
	static const unsigned keys[VERB_COUNT] = {3, 3, 9, 2, 18, 10, 7, 7};

	lines_sort(rows, keys[verb]);
}

void expected_rows(struct lines out[VERB_COUNT], const struct stream *s, const struct window *w)
{
	struct naive n;

	naive_replay(&n, s, w);
	peak_lines(&out[VERB_PEAK], &n);
	timeline_lines(&out[VERB_TIMELINE], &n);
	leak_lines(&out[VERB_LEAKS], &n, s, w);
	op_lines(&out[VERB_OPS], &n, s, w);
	by_op_lines(&out[VERB_BY_OP], &n);
	buffer_lines(&out[VERB_BUFFERS], n.leaks, n.leak_count);
	buffer_lines(&out[VERB_BUFFERS], n.freed, n.freed_count);
	hazard_lines(&out[VERB_HAZARDS], &n);
	if (window_is_whole(w) || window_is_mark(w))
		pass_lines(&out[VERB_PASSES], s, w->mark);
	for (unsigned v = 0; v < VERB_COUNT; v++)
		sort_rows(&out[v], (enum verb)v);
	naive_release(&n);
}
