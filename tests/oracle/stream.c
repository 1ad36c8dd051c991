/*
 * A stream of events in memory: see stream.h.
 * Must not know: files, what events mean, who makes or reads them.
 */
#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "stream.h"

/* Names of the fields, for people. Kinds that the oracle never uses have none. */
static const char *const field_names[L1T_KIND_COUNT][L1T_FIELDS_MAX] = {
	[L1T_STRING] = {"id"}, [L1T_CORES] = {"id"}, [L1T_CHIPS] = {"id"}, [L1T_CALLSITE] = {"id"},
	[L1T_DEVICE] = {"device", "mesh", "chips", "grid_x", "grid_y", "l1_bytes",
		"unreserved_base", "l1_small_bytes", "kernel_config_bytes", "bank_count",
		"bank_bytes", "arch", "flags", "dram_bank_count", "dram_bank_bytes", "dram_base"},
	[L1T_DEVICE_CLOSE] = {"device"},
	[L1T_ALLOC] = {"id", "device", "type", "layout", "size_bytes", "address",
		"bytes_per_core", "page_bytes", "cores", "core_count", "callsite", "flags"},
	[L1T_FREE] = {"id", "device", "type"},
	[L1T_REGION] = {"program", "chips", "type", "flags", "index", "address", "size_bytes",
		"cores"},
	[L1T_REGIONS_FREED] = {"program", "chips", "types"},
	[L1T_PROGRAM] = {"program", "runtime_id"},
	[L1T_PROGRAM_GONE] = {"program"},
	[L1T_PROGRAM_CONFIG] = {"program", "text_bytes", "config_bytes"},
	[L1T_KERNEL] = {"program", "chips", "name", "core_type", "processor", "text0", "text1",
		"text2", "cores"},
	[L1T_LAUNCH] = {"program", "device", "chips", "name", "callsite", "flags", "type"},
	[L1T_CAPTURE_BEGIN] = {"device", "trace", "callsite"},
	[L1T_CAPTURE_END] = {"device", "trace", "callsite"},
	[L1T_REPLAY] = {"device", "trace", "callsite"},
	[L1T_RELEASE] = {"device", "trace", "callsite"},
};

static uint64_t next_seq(const struct stream *s, uint32_t thread)
{
	for (size_t i = s->count; i-- > 0;)
		if (s->records[i].thread == thread)
			return s->records[i].seq + 1;
	return 0;
}

void stream_add(struct stream *s, const struct l1t_record *r)
{
	struct l1t_record *copy;

	if (s->count) {
		const struct l1t_record *last = &s->records[s->count - 1];

		assert(last->time_ns < r->time_ns ||
			(last->time_ns == r->time_ns && last->thread <= r->thread));
		(void)last;
	}
	if (s->count == s->capacity) {
		s->capacity = s->capacity ? s->capacity * 2 : 256;
		s->records = realloc(s->records, s->capacity * sizeof(*s->records));
		if (!s->records)
			abort();
	}
	copy = &s->records[s->count];
	*copy = *r;
	copy->seq = next_seq(s, r->thread);
	if (r->blob_bytes) {
		uint8_t *blob = malloc(r->blob_bytes);

		if (!blob)
			abort();
		memcpy(blob, r->blob, r->blob_bytes);
		copy->blob = blob;
	}
	s->count++;
}

void stream_select(struct stream *out, const struct stream *s, const uint8_t *keep)
{
	for (size_t i = 0; i < s->count; i++)
		if (keep[i])
			stream_add(out, &s->records[i]);
}

void stream_release(struct stream *s)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->records[i].blob_bytes)
			free((void *)(uintptr_t)s->records[i].blob);
	free(s->records);
	*s = (struct stream){0};
}

static unsigned get16(const uint8_t *p)
{
	return p[0] | (unsigned)p[1] << 8;
}

static void print_blob(FILE *f, const struct l1t_record *r)
{
	const uint8_t *b = r->blob;

	if (r->kind == L1T_STRING)
		fprintf(f, " '%.*s'", (int)r->blob_bytes, (const char *)b);
	for (uint32_t i = 0; r->kind == L1T_CORES && i + 8 <= r->blob_bytes; i += 8)
		fprintf(f, " %u,%u-%u,%u", get16(b + i), get16(b + i + 2), get16(b + i + 4),
			get16(b + i + 6));
	for (uint32_t i = 0; (r->kind == L1T_CHIPS || r->kind == L1T_CALLSITE) &&
			i + 4 <= r->blob_bytes; i += 4)
		fprintf(f, " %u", get16(b + i) | get16(b + i + 2) << 16);
}

void stream_print_record(FILE *f, const struct l1t_record *r)
{
	fprintf(f, "%" PRId64 " ns thread %u %s:", r->time_ns, r->thread, l1t_kinds[r->kind].name);
	for (unsigned i = 0; i < l1t_kinds[r->kind].fields; i++) {
		const char *name = field_names[r->kind][i];

		if (r->f[i] == L1T_UNKNOWN)
			fprintf(f, " %s=unknown", name ? name : "");
		else
			fprintf(f, " %s=%" PRIu64, name ? name : "", r->f[i]);
	}
	print_blob(f, r);
	fputc('\n', f);
}

void stream_print(FILE *f, const struct stream *s)
{
	for (size_t i = 0; i < s->count; i++) {
		fprintf(f, "%3zu  ", i);
		stream_print_record(f, &s->records[i]);
	}
}

const struct l1t_record *stream_definition(const struct stream *s, size_t before, unsigned kind,
	uint64_t id)
{
	for (size_t i = before; i-- > 0;)
		if (s->records[i].kind == kind && s->records[i].define.id == id)
			return &s->records[i];
	return NULL;
}
