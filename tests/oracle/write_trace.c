/*
 * Writes a stream to a trace file: see write_trace.h.
 *
 * A drain takes from each thread every record before a common mark, and from some threads more;
 * thread after thread, so that records of a block are not in time order. One drain may fill
 * several blocks, of which only the last may promise the new mark.
 *
 * Must not know: what the records mean.
 */
#include <assert.h>
#include <stdlib.h>
#include "l1t_encoder.h"
#include "prng.h"
#include "write_trace.h"

enum { THREADS_MAX = 16 };

struct drain {
	FILE *file;
	struct l1t_encoder *encoder;
	struct prng random;
	uint64_t number;        /* of the next block */
	int64_t mark_ns;        /* what the blocks written so far promise */
	unsigned block_records; /* a block ends about here */
	size_t at[THREADS_MAX]; /* next record of each thread, as an index into the stream */
};

static const uint64_t session = 0x6f7261636c65;

static void put(FILE *f, const void *bytes, size_t n)
{
	if (fwrite(bytes, 1, n, f) != n) {
		perror("cannot write trace");
		exit(2);
	}
}

static void end_block(struct drain *d)
{
	struct l1t_block_header h = {.number = d->number, .session = session,
		.mark_ns = d->mark_ns};
	const uint8_t *bytes;
	size_t n;

	if (!l1t_encoder_records(d->encoder))
		return;
	n = l1t_encoder_finish(d->encoder, &h, &bytes);
	if (!n)
		abort();
	put(d->file, bytes, n);
	d->number++;
}

/* Writes the thread's records up to the one with index `until` (not itself). */
static void drain_thread(struct drain *d, const struct stream *s, uint32_t thread, size_t until)
{
	int open = 0;

	for (; d->at[thread] < until; d->at[thread]++) {
		const struct l1t_record *r = &s->records[d->at[thread]];

		if (r->thread != thread)
			continue;
		if (l1t_encoder_records(d->encoder) >= d->block_records) {
			end_block(d);
			open = 0;
		}
		if (!open) {
			struct l1t_run run = {0, thread, r->seq, 0};

			if (l1t_encoder_begin_run(d->encoder, &run))
				abort();
			open = 1;
		}
		if (l1t_encoder_add(d->encoder, r) < 0)
			abort();
	}
}

/* Index after the last record of the stream that is before the time. */
static size_t before_time(const struct stream *s, int64_t time_ns)
{
	size_t i = 0;

	while (i < s->count && s->records[i].time_ns < time_ns)
		i++;
	return i;
}

static void drain_all(struct drain *d, const struct stream *s, size_t from)
{
	size_t reach = from + prng_between(&d->random, 1, s->count / 3 + 1), common;
	uint32_t first = (uint32_t)prng_below(&d->random, THREADS_MAX);
	int64_t mark_ns;

	while (reach < s->count && s->records[reach].time_ns <= d->mark_ns)
		reach++;
	mark_ns = reach < s->count ? s->records[reach].time_ns : INT64_MAX;
	common = before_time(s, mark_ns);
	for (uint32_t i = 0; i < THREADS_MAX; i++) {
		uint32_t thread = (first + i) % THREADS_MAX;
		size_t until = common;

		if (prng_percent(&d->random, 50))
			until += prng_below(&d->random, s->count - common + 1) / 2;
		drain_thread(d, s, thread, until);
	}
	d->mark_ns = mark_ns == INT64_MAX ? s->records[s->count - 1].time_ns : mark_ns;
	end_block(d);
}

static int all_written(const struct drain *d, const struct stream *s)
{
	for (size_t i = 0; i < s->count; i++)
		if (d->at[s->records[i].thread] <= i)
			return 0;
	return 1;
}

void write_trace(const struct stream *s, const char *path, uint64_t seed)
{
	struct drain d = {.file = fopen(path, "wb"), .encoder = l1t_encoder_new(1),
		.random = prng_seeded(seed)};
	struct l1t_file_header h = {L1T_VERSION, session, 1700000000000000000, 4711};
	uint8_t header[L1T_FILE_HEADER_BYTES];

	if (!d.file || !d.encoder) {
		perror(path);
		exit(2);
	}
	assert(s->count);
	d.block_records = (unsigned)prng_between(&d.random, 3, 60);
	if (prng_percent(&d.random, 20))
		d.block_records = L1T_BLOCK_RECORDS;
	l1t_write_file_header(header, &h);
	put(d.file, header, sizeof(header));
	while (!all_written(&d, s))
		drain_all(&d, s, before_time(s, d.mark_ns));
	if (fclose(d.file)) {
		perror(path);
		exit(2);
	}
	l1t_encoder_free(d.encoder);
}
