/*
 * For tests: writes traces with the real encoder. See trace_writer.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "trace_writer.h"

static void put(struct bytes *b, const uint8_t *data, size_t n)
{
	if (b->count + n > b->capacity) {
		b->capacity = (b->count + n) * 2;
		b->data = realloc(b->data, b->capacity);
		if (!b->data)
			abort();
	}
	memcpy(b->data + b->count, data, n);
	b->count += n;
}

void trace_begin(struct trace_maker *m)
{
	uint8_t header[L1T_FILE_HEADER_BYTES];
	struct l1t_file_header h = {L1T_VERSION, 0x0123456789abcdef, 1700000000000000000, 42};

	memset(m, 0, sizeof(*m));
	m->session = h.session;
	m->encoder = l1t_encoder_new(3);
	l1t_write_file_header(header, &h);
	put(&m->bytes, header, sizeof(header));
}

void trace_run(struct trace_maker *m, uint32_t thread, uint64_t first_slot)
{
	struct l1t_run run = {0, thread, first_slot, 0};

	if (l1t_encoder_begin_run(m->encoder, &run))
		abort();
}

void trace_add(struct trace_maker *m, const struct l1t_record *r)
{
	if (l1t_encoder_add(m->encoder, r) < 0)
		abort();
}

void trace_block(struct trace_maker *m, int64_t mark_ns)
{
	struct l1t_block_header h = {.number = m->number++, .session = m->session,
		.mark_ns = mark_ns};
	const uint8_t *data;
	size_t n = l1t_encoder_finish(m->encoder, &h, &data);

	if (!n)
		abort();
	put(&m->bytes, data, n);
}

void trace_free(struct trace_maker *m)
{
	l1t_encoder_free(m->encoder);
	free(m->bytes.data);
}

uint64_t next_random(uint64_t *state)
{
	/* splitmix64 */
	uint64_t z = *state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

void random_record(struct l1t_record *r, uint64_t *state)
{
	static uint8_t blob[300];
	unsigned fields;

	memset(r, 0, sizeof(*r));
	r->kind = (uint8_t)(1 + next_random(state) % (L1T_KIND_COUNT - 1));
	fields = l1t_kinds[r->kind].fields;
	for (unsigned f = 0; f < fields; f++) {
		uint64_t v = next_random(state);
		unsigned width = (unsigned)(v >> 58);

		r->f[f] = width == 63 ? L1T_UNKNOWN : next_random(state) >> width;
	}
	if (l1t_kinds[r->kind].has_blob) {
		r->blob_bytes = (uint32_t)(next_random(state) % sizeof(blob));
		for (uint32_t i = 0; i < r->blob_bytes; i++)
			blob[i] = (uint8_t)next_random(state);
		r->blob = blob;
	}
}

void plain_record(struct l1t_record *r, unsigned kind)
{
	static const uint8_t blob[8] = {0, 0, 0, 0, 7, 0, 6, 0};

	memset(r, 0, sizeof(*r));
	r->kind = (uint8_t)kind;
	r->time_ns = kind * 100;
	for (unsigned f = 0; f < l1t_kinds[kind].fields; f++)
		r->f[f] = kind * 1000 + f;
	if (l1t_kinds[kind].has_blob) {
		r->blob = blob;
		r->blob_bytes = sizeof(blob);
	}
}

char *write_temporary(const uint8_t *data, size_t bytes)
{
	const char *folder = getenv("TMPDIR");
	char *name;
	int fd;

	if (asprintf(&name, "%s/l1t-test-XXXXXX", folder ? folder : "/tmp") < 0)
		abort();
	fd = mkstemp(name);
	if (fd < 0 || write(fd, data, bytes) != (ssize_t)bytes || close(fd))
		abort();
	return name;
}
