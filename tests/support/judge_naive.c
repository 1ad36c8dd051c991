/*
 * For tests: what was told as a stream for the naive replay, and the accounting's rows in the same
 * form. See judge_naive.h.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "judge_naive.h"

enum { TEXT_BYTES = 400 };

static void listen(struct story *s, const struct l1t_record *r)
{
	stream_add(s->stream, r);
}

void stream_begin(struct story *s)
{
	s->stream = calloc(1, sizeof(*s->stream));
	if (!s->stream)
		abort();
	story_listener(s, listen);
}

void stream_free(struct story *s)
{
	stream_release(s->stream);
	free(s->stream);
	s->stream = NULL;
}

void stream_of_trace(struct stream *out, const struct story *s)
{
	struct l1t_record begin = {.kind = L1T_BEGIN}, end = {.kind = L1T_END};

	begin.begin = (struct l1t_begin){4711, 1, 1700000000000000000, 1, L1T_UNKNOWN, 0};
	if (s->stream->count)
		begin.time_ns = s->stream->records[0].time_ns;
	end.time_ns = s->now_ns + 1000;
	stream_add(out, &begin);
	for (size_t i = 0; i < s->stream->count; i++)
		stream_add(out, &s->stream->records[i]);
	stream_add(out, &end);
}

struct number {
	char text[24];
};

/* "" for what is not known. */
static struct number number(uint64_t value)
{
	struct number n = {{0}};

	if (value != L1T_UNKNOWN)
		snprintf(n.text, sizeof(n.text), "%" PRIu64, value);
	return n;
}

/* "" for 0 too: no op, no program. */
static struct number id(uint64_t value)
{
	return number(value ? value : L1T_UNKNOWN);
}

static void name_text(char out[TEXT_BYTES], const struct story *s, uint64_t name)
{
	const struct l1t_record *string = NULL;

	for (uint64_t trace = 0; name >> 62 == 1 && trace < 1000; trace++)
		if (name == account_replay_name(trace)) {
			snprintf(out, TEXT_BYTES, "replay of trace %" PRIu64, trace);
			return;
		}
	if (name && name != L1T_UNKNOWN)
		string = stream_definition(s->stream, s->stream->count, L1T_STRING, name);
	snprintf(out, TEXT_BYTES, "%.*s", string ? (int)string->blob_bytes : 0,
		string ? (const char *)string->blob : "");
}

static void peaks(struct lines *out, const struct story *s)
{
	for (size_t i = 0; i < s->rows->peak_count; i++) {
		const struct account_peak *p = &s->rows->peaks[i];
		const struct account_opening *o = s->rows->openings;
		char name[TEXT_BYTES];

		for (size_t k = 0; k < s->rows->opening_count; k++)
			if (s->rows->openings[k].opening == p->opening)
				o = &s->rows->openings[k];
		name_text(name, s, p->name);
		lines_add(out, "%" PRIu64 "|%" PRIu64 "|%" PRIu64 "|%" PRIu64 "|%" PRIu64 "|%" PRIu64
			"|%" PRIu64 "|%" PRIu64 "|%s|%s|%s|%s|%s|%" PRIu64, p->chip, p->core_x,
			p->core_y, p->peak_bytes, p->time_ns, p->buffer_bytes, p->l1_small_bytes,
			p->program_bytes, number(p->headroom_bytes).text,
			number(o->unreserved_base).text, number(o->l1_bytes).text, id(p->op).text,
			name, p->persistent_bytes);
	}
}

/* A row of a class is one of each of its cores. */
static void changes(struct lines *out, const struct story *s)
{
	for (size_t i = 0; i < s->rows->change_count; i++) {
		const struct account_change *c = &s->rows->changes[i];

		for (size_t k = 0; k < s->rows->class_core_count; k++) {
			const struct class_core *core = &s->rows->class_cores[k];

			if (core->opening == c->opening && core->class_id == c->class_id)
				lines_add(out, "%" PRIu64 "|%" PRIu64 "|%" PRIu64 "|%" PRIu64 "|%s|%"
					PRIu64 "|%" PRIu64 "|%" PRIu64 "|%" PRIu64 "|%" PRIu64,
					c->chip, core->x, core->y, c->time_ns,
					account_event_word(c->event),
					c->buffer_bytes, c->l1_small_bytes, c->program_bytes,
					c->total_bytes, c->resident_bytes);
		}
	}
}

/* Of a buffer: the first of its device. */
static uint64_t chip_of(const struct story *s, uint64_t chips)
{
	const struct l1t_record *set = stream_definition(s->stream, s->stream->count, L1T_CHIPS,
		chips);

	return set && set->blob_bytes ? set->blob[0] : chips;
}

/* Of a buffer in parts the one that stands for all. */
static void leaks(struct lines *out, const struct story *s)
{
	for (size_t i = 0; i < s->rows->buffer_count; i++) {
		const struct account_buffer *b = &s->rows->buffers[i];

		if (b->reason && !(b->alloc.flags & L1T_ALLOC_PART) &&
			(b->alloc.type == L1T_L1 || b->alloc.type == L1T_L1_SMALL))
			lines_add(out, "%s|%" PRIu64 "|%s|%s|%s|%" PRIu64 "|%" PRIu64 "|%s|",
				number(chip_of(s, b->chips)).text, b->alloc.id,
				b->alloc.type == L1T_L1 ? "l1" : "l1_small",
				number(b->alloc.address).text, number(b->alloc.bytes_per_core).text,
				b->alloc.size_bytes, b->alloc_ns,
				b->alloc.flags & L1T_ALLOC_ANNOUNCED ? "allocated before recording"
				: b->reason);
	}
}

static void ops(struct lines *out, const struct story *s)
{
	for (size_t i = 0; i < s->rows->op_count; i++) {
		const struct account_op *o = &s->rows->ops[i];
		char name[TEXT_BYTES];

		name_text(name, s, o->name);
		lines_add(out, "%" PRIu64 "|%" PRIu64 "|%" PRIu64 "|%s|%s|%s|%s|%s|%s|%s|", o->op,
			o->chip, o->time_ns, name, id(o->program).text,
			number(o->buffer_bytes).text, number(o->program_bytes).text,
			number(o->peak_bytes).text, number(o->headroom_bytes).text,
			number(o->kernel_text_bytes).text);
	}
}

static void lifetimes(struct lines *out, const struct story *s)
{
	for (size_t i = 0; i < s->rows->buffer_count; i++) {
		const struct account_buffer *b = &s->rows->buffers[i];

		if (!(b->alloc.flags & L1T_ALLOC_PART))
			lines_add(out, "%s|%" PRIu64 "|%s|%s|%s|%" PRIu64 "|%s",
				number(chip_of(s, b->chips)).text, b->alloc.id,
				buffer_kind(b->alloc.type), number(b->alloc.address).text,
				number(b->alloc.bytes_per_core).text, b->alloc_ns,
				number(b->free_ns).text);
	}
}

static void hazards(struct lines *out, const struct story *s)
{
	for (size_t i = 0; i < s->rows->finding_count; i++) {
		const struct account_finding *f = &s->rows->findings[i];

		if (f->kind == FINDING_TRACE_HAZARD)
			lines_add(out, "%" PRIu64 "|%" PRIu64 "|%s|%" PRIu64 "|%" PRIu64 "|%" PRIu64
				"|%" PRIu64, f->chip, f->id, buffer_kind(f->type), f->other,
				f->time_ns, f->replays, f->op);
	}
}

bool is_accounted(enum verb verb)
{
	return verb != VERB_PASSES && verb != VERB_BY_OP;
}

void accounted_rows(struct lines out[VERB_COUNT], const struct story *s)
{
	peaks(&out[VERB_PEAK], s);
	changes(&out[VERB_TIMELINE], s);
	leaks(&out[VERB_LEAKS], s);
	ops(&out[VERB_OPS], s);
	lifetimes(&out[VERB_BUFFERS], s);
	hazards(&out[VERB_HAZARDS], s);
	for (unsigned v = 0; v < VERB_COUNT; v++)
		sort_rows(&out[v], (enum verb)v);
}
