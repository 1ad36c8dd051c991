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

void trace_begin(struct trace_writer *w)
{
	uint8_t header[L1T_FILE_HEADER_BYTES];
	struct l1t_file_header h = {L1T_VERSION, 0x0123456789abcdef, 1700000000000000000, 42};

	memset(w, 0, sizeof(*w));
	w->session = h.session;
	w->encoder = l1t_encoder_new(3);
	l1t_write_file_header(header, &h);
	put(&w->bytes, header, sizeof(header));
}

void trace_run(struct trace_writer *w, uint32_t thread, uint64_t first_slot)
{
	struct l1t_run run = {0, thread, first_slot, 0};

	if (l1t_encoder_begin_run(w->encoder, &run))
		abort();
}

void trace_add(struct trace_writer *w, const struct l1t_record *r)
{
	if (l1t_encoder_add(w->encoder, r) < 0)
		abort();
}

void trace_block(struct trace_writer *w, int64_t mark_ns)
{
	struct l1t_block_header h = {.number = w->number++, .session = w->session,
		.mark_ns = mark_ns};
	const uint8_t *data;
	size_t n = l1t_encoder_finish(w->encoder, &h, &data);

	if (!n)
		abort();
	put(&w->bytes, data, n);
}

void trace_free(struct trace_writer *w)
{
	l1t_encoder_free(w->encoder);
	free(w->bytes.data);
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
