/*
 * A trace that a second thread reads ahead gives the records and the status that one thread gives,
 * whatever is cut from it, changed in it, or in another place; and it may be left in the middle.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "l1t_reader.h"
#include "any_record.h"
#include "harm.h"
#include "splitmix.h"
#include "trace_writer.h"

enum { BLOCKS = 40, PER_BLOCK = 30, RECORDS = BLOCKS * PER_BLOCK, TURNS = 1500 };

struct reading {
	int opened, got;
	unsigned count;
	uint64_t digest;                /* of all records, in their order */
	struct l1t_read_status status;
};

/* Two threads whose blocks overlap in time. */
static void make(struct trace_writer *m, size_t ends[BLOCKS + 1])
{
	trace_begin(m);
	ends[0] = m->bytes.count;
	for (unsigned b = 0; b < BLOCKS; b++) {
		trace_run(m, 1 + b % 2, b / 2 * PER_BLOCK);
		for (unsigned i = 0; i < PER_BLOCK; i++) {
			unsigned n = b * PER_BLOCK + i;
			struct l1t_record r;

			plain_record(&r, n == 0 ? L1T_BEGIN : n == RECORDS - 1 ? L1T_END : L1T_ALLOC);
			r.time_ns = n + b % 2 * PER_BLOCK / 2;
			r.f[0] = n;
			trace_add(m, &r);
		}
		trace_block(m, b ? (b - 1) * PER_BLOCK : 0);
		ends[b + 1] = m->bytes.count;
	}
}

static void digest(uint64_t *to, const void *bytes, size_t count)
{
	for (const uint8_t *p = bytes; count--; p++)
		*to = (*to ^ *p) * 1099511628211u;
}

/* `most`: records after which nobody reads on. */
static struct reading read_it(const char *path, int ahead, unsigned most)
{
	struct reading reading = {0};
	const struct l1t_record *r;
	struct l1t_reader *reader;
	char message[256];

	reading.opened = !l1t_reader_open(&reader, path, message, sizeof(message));
	if (!reading.opened)
		return reading;
	if (ahead)
		l1t_reader_ahead(reader);
	while (reading.count < most && (reading.got = l1t_reader_next(reader, &r)) == 1) {
		reading.count++;
		digest(&reading.digest, &r->time_ns, sizeof(r->time_ns));
		digest(&reading.digest, &r->seq, sizeof(r->seq));
		digest(&reading.digest, &r->kind, sizeof(r->kind));
		digest(&reading.digest, &r->thread, sizeof(r->thread));
		digest(&reading.digest, r->f, l1t_kinds[r->kind].fields * sizeof(*r->f));
		digest(&reading.digest, r->blob, r->blob_bytes);
	}
	reading.status = *l1t_reader_status(reader);
	l1t_reader_close(reader);
	return reading;
}

static struct reading both_ways(const uint8_t *data, size_t bytes)
{
	char *path = write_temporary(data, bytes);
	struct reading one = read_it(path, 0, RECORDS * 2), two = read_it(path, 1, RECORDS * 2);

	unlink(path);
	free(path);
	assert_int_equal(one.opened, two.opened);
	assert_int_equal(one.got, two.got);
	assert_int_equal(one.count, two.count);
	assert_true(one.digest == two.digest);
	assert_memory_equal(&one.status, &two.status, sizeof(one.status));
	return two;
}

static void whatever_happened_to_a_trace(void **unused)
{
	struct trace_writer m;
	size_t ends[BLOCKS + 1];
	uint64_t random = 20261128;
	unsigned damaged = 0, skipped = 0, cut = 0, sound;
	uint8_t *bytes;

	(void)unused;
	make(&m, ends);
	bytes = malloc(ends[BLOCKS]);
	assert_non_null(bytes);
	sound = both_ways(m.bytes.data, ends[BLOCKS]).count;
	assert_int_equal(RECORDS, sound);
	for (unsigned i = 0; i < TURNS; i++) {
		struct reading got = both_ways(bytes, harm(bytes, m.bytes.data, ends, BLOCKS, &random));

		damaged += got.status.damaged_count > 0;
		skipped += got.status.skipped_blocks > 0;
		cut += got.count < sound;
	}
	/* each kind of harm was met */
	assert_true(damaged > TURNS / 3 && skipped > TURNS / 5 && cut > TURNS / 3);
	free(bytes);
	trace_free(&m);
}

static void who_stops_in_the_middle_waits_for_nothing(void **unused)
{
	struct trace_writer m;
	size_t ends[BLOCKS + 1];
	char *path;

	(void)unused;
	make(&m, ends);
	path = write_temporary(m.bytes.data, ends[BLOCKS]);
	for (unsigned most = 0; most < RECORDS; most += 7) {
		struct reading one = read_it(path, 0, most), two = read_it(path, 1, most);

		assert_int_equal(most, two.count);
		assert_true(one.digest == two.digest);
		assert_memory_equal(&one.status, &two.status, sizeof(one.status));
	}
	unlink(path);
	free(path);
	trace_free(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_happened_to_a_trace),
		cmocka_unit_test(who_stops_in_the_middle_waits_for_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
