/*
 * Reads a trace back into a stream: see read_trace.h.
 * Must not know: accounting, how the trace came to be.
 */
#include <string.h>
#include "l1t_reader.h"
#include "read_trace.h"

int read_trace(struct stream *s, const char *path)
{
	const struct l1t_record *r;
	struct l1t_reader *reader;
	char message[256];
	int result;

	if (l1t_reader_open(&reader, path, message, sizeof(message))) {
		fprintf(stderr, "%s\n", message);
		return -1;
	}
	while ((result = l1t_reader_next(reader, &r)) > 0)
		if (r->kind < L1T_KIND_COUNT)
			stream_add(s, r);
	if (!l1t_reader_status(reader)->finished) {
		fprintf(stderr, "%s: unfinished trace\n", path);
		result = -1;
	}
	l1t_reader_close(reader);
	return result;
}

/*
 * Whether it is an event: not a record that the recorder makes itself, or one that only defines
 * ids.
 */
static int is_event(const struct l1t_record *r)
{
	switch (r->kind) {
	case L1T_BEGIN:
	case L1T_THREAD:
	case L1T_STRING:
	case L1T_CORES:
	case L1T_CHIPS:
	case L1T_CALLSITE:
	case L1T_TENSOR:
	case L1T_END:
	case L1T_EXIT:
		return 0;
	default:
		return r->thread != 0;
	}
}

/* Which kind of definition field `i` of the record refers to; 0: it is a plain value. */
static unsigned refers_to(const struct l1t_record *r, unsigned i)
{
	const uint64_t *f = &r->f[i];

	switch (r->kind) {
	case L1T_DEVICE:
		return f == &r->device.chips ? L1T_CHIPS : f == &r->device.arch ? L1T_STRING : 0;
	case L1T_ALLOC:
		return f == &r->alloc.cores ? L1T_CORES
			: f == &r->alloc.callsite ? L1T_CALLSITE : 0;
	case L1T_REGION:
		return f == &r->region.cores ? L1T_CORES : f == &r->region.chips ? L1T_CHIPS : 0;
	case L1T_REGIONS_FREED:
		return f == &r->regions_freed.chips ? L1T_CHIPS : 0;
	case L1T_KERNEL:
		return f == &r->kernel.cores ? L1T_CORES : f == &r->kernel.chips ? L1T_CHIPS
			: f == &r->kernel.name || f == &r->kernel.core_type ? L1T_STRING : 0;
	case L1T_LAUNCH:
		return f == &r->launch.chips ? L1T_CHIPS : f == &r->launch.name ? L1T_STRING
			: f == &r->launch.callsite ? L1T_CALLSITE : 0;
	case L1T_REPLAY:
		return f == &r->mesh_trace.callsite ? L1T_CALLSITE : 0;
	case L1T_MARK_BEGIN:
	case L1T_MARK_END:
		return L1T_STRING;
	default:
		return 0;
	}
}

/* The meaning of the reference, as bytes: the definition's, or the id of a single chip. */
static size_t meaning(const struct stream *s, size_t at, unsigned kind, uint64_t id, uint8_t *out)
{
	const struct l1t_record *d = stream_definition(s, at, kind, id);
	size_t n = d ? d->blob_bytes : 0;

	if (kind == L1T_CHIPS && id < L1T_CHIPS_FIRST) {
		for (int i = 0; i < 4; i++)
			out[i] = (uint8_t)(id >> (8 * i));
		return 4;
	}
	if (n > 64)
		n = 64;
	if (n)
		memcpy(out, d->blob, n);
	/* string ids inside differ between the two; the rest of a call site is its lines */
	for (size_t i = 0; kind == L1T_CALLSITE && i + 12 <= n; i += 12) {
		memset(out + i, 0, 4);
		memset(out + i + 8, 0, 4);
	}
	return n;
}

static int same_event(const struct stream *a, size_t at_a, const struct stream *b, size_t at_b)
{
	const struct l1t_record *ra = &a->records[at_a], *rb = &b->records[at_b];
	uint8_t means_a[64], means_b[64];

	if (ra->kind != rb->kind)
		return 0;
	if (ra->kind == L1T_NOTE || ra->kind == L1T_FAILURE)
		return 1;       /* never in a number */
	for (unsigned i = 0; i < l1t_kinds[ra->kind].fields; i++) {
		unsigned kind = refers_to(ra, i);
		size_t n;

		if (!kind) {
			if (ra->f[i] != rb->f[i])
				return 0;
			continue;
		}
		n = meaning(a, at_a, kind, ra->f[i], means_a);
		if (n != meaning(b, at_b, kind, rb->f[i], means_b) || memcmp(means_a, means_b, n))
			return 0;
	}
	return 1;
}

static size_t next_event(const struct stream *s, size_t at)
{
	while (at < s->count && !is_event(&s->records[at]))
		at++;
	return at;
}

int adopt_times(struct stream *played, const struct stream *recorded)
{
	size_t a = next_event(played, 0), b = next_event(recorded, 0), last = 0;

	for (; a < played->count && b < recorded->count;
			a = next_event(played, a + 1), b = next_event(recorded, b + 1)) {
		if (!same_event(played, a, recorded, b)) {
			fprintf(stderr, "played:   ");
			stream_print_record(stderr, &played->records[a]);
			fprintf(stderr, "recorded: ");
			stream_print_record(stderr, &recorded->records[b]);
			return -1;
		}
		/* definitions before it were made before it; their own times are shown nowhere */
		while (last <= a)
			played->records[last++].time_ns = recorded->records[b].time_ns;
	}
	while (last < played->count)
		played->records[last++].time_ns = recorded->records[recorded->count - 1].time_ns;
	if (a < played->count || b < recorded->count) {
		fprintf(stderr, "%zu of %zu records played, %zu of %zu recorded are left over\n",
			played->count - a, played->count, recorded->count - b, recorded->count);
		return -1;
	}
	return 0;
}
