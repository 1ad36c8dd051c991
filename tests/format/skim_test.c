/*
 * A trace that is skimmed gives the wanted records, and of all others the number, the times, the
 * threads and the fields, as reading all gives them, with the same status; or it says that it may
 * not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "l1t_skim.h"
#include "any_record.h"
#include "harm.h"
#include "make_live.h"
#include "splitmix.h"
#include "trace_writer.h"

enum { BLOCKS = 12, THREADS = 3, TURNS = 500 };

/* What is known of a trace after reading it, in one way or the other. */
struct seen {
	int got, skimmed_all;
	uint64_t wanted;                /* kinds that are yielded */
	uint64_t counts[L1T_KIND_COUNT];
	uint64_t fields[L1T_KIND_COUNT][L1T_FIELDS_MAX];        /* sums: of no order */
	uint64_t places;                /* sum of threads and seqs with their kinds */
	uint64_t yielded;               /* of wanted records, in their order */
	int64_t last_ns;
	struct l1t_read_status status;
};

static uint64_t mix(uint64_t a, uint64_t b)
{
	uint64_t state = a * 31 + b;

	return next_random(&state);
}

static uint64_t place(uint64_t kind, uint64_t thread, uint64_t seq)
{
	return mix(mix(kind, thread), seq);
}

static void add_record(struct seen *seen, const struct l1t_record *r)
{
	uint64_t *y = &seen->yielded;

	*y = mix(*y, place(r->kind, r->thread, r->seq));
	*y = mix(*y, (uint64_t)r->time_ns);
	for (unsigned f = 0; f < l1t_kinds[r->kind].fields; f++)
		*y = mix(*y, r->f[f]);
	for (uint32_t i = 0; i < r->blob_bytes; i++)
		*y = mix(*y, r->blob[i]);
}

static void add_block(void *context, const struct l1t_skimmed *s)
{
	struct seen *seen = context;
	const uint8_t *kinds = s->kinds;

	for (uint8_t kind = 0; kind < L1T_KIND_COUNT; kind++) {
		uint64_t *values = calloc(s->counts[kind] + 1u, sizeof(*values));

		seen->counts[kind] += s->counts[kind];
		for (unsigned f = 0; f < l1t_kinds[kind].fields; f++) {
			size_t n = l1t_skimmed_values(s, kind, f, values);

			assert_true(n == s->counts[kind] || n == 1);
			for (size_t i = 0; i < s->counts[kind]; i++)
				seen->fields[kind][f] += mix(values[n == 1 ? 0 : i], f);
		}
		free(values);
	}
	for (uint32_t i = 0; i < s->run_count; i++)
		for (uint32_t k = 0; k < s->runs[i].records; k++)
			seen->places += place(*kinds++, s->runs[i].thread, s->runs[i].seq + k);
	if (s->first_ns <= s->last_ns && s->last_ns > seen->last_ns)
		seen->last_ns = s->last_ns;
}

static struct seen read_whole(const char *path, uint64_t wanted)
{
	struct seen seen = {.wanted = wanted, .last_ns = INT64_MIN};
	struct l1t_reader *reader;
	const struct l1t_record *r;
	char message[256];

	if (l1t_reader_open(&reader, path, message, sizeof(message)))
		return (struct seen){.got = -2};
	while ((seen.got = l1t_reader_next(reader, &r)) == 1) {
		seen.counts[r->kind]++;
		for (unsigned f = 0; f < l1t_kinds[r->kind].fields; f++)
			seen.fields[r->kind][f] += mix(r->f[f], f);
		seen.places += place(r->kind, r->thread, r->seq);
		if (wanted >> r->kind & 1)
			add_record(&seen, r);
		seen.last_ns = r->time_ns;
	}
	seen.status = *l1t_reader_status(reader);
	l1t_reader_close(reader);
	return seen;
}

static struct seen skim(const char *path, uint64_t wanted, int ahead)
{
	struct seen seen = {.wanted = wanted, .last_ns = INT64_MIN};
	const struct l1t_skim how = {.wanted = wanted, .block = add_block, .context = &seen};
	struct l1t_reader *reader;
	const struct l1t_record *r;
	char message[256];

	if (l1t_reader_open(&reader, path, message, sizeof(message)))
		return (struct seen){.got = -2};
	l1t_reader_skim(reader, &how);
	if (ahead)
		l1t_reader_ahead(reader);
	while ((seen.got = l1t_reader_next(reader, &r)) == 1)
		if (wanted >> r->kind & 1)
			add_record(&seen, r);
	seen.status = *l1t_reader_status(reader);
	seen.skimmed_all = l1t_reader_skimmed_all(reader);
	l1t_reader_close(reader);
	return seen;
}

/* Both ways; where skimming says that it has seen all, they have seen the same. */
static struct seen both_ways(const uint8_t *data, size_t bytes, uint64_t wanted)
{
	char *path = write_temporary(data, bytes);
	struct seen whole = read_whole(path, wanted), skimmed = skim(path, wanted, 0), ahead;

	ahead = skim(path, wanted, 1);
	assert_memory_equal(&skimmed, &ahead, sizeof(skimmed));
	unlink(path);
	free(path);
	assert_int_equal(whole.got, skimmed.got);
	whole.skimmed_all = skimmed.skimmed_all;
	if (skimmed.skimmed_all)
		assert_memory_equal(&whole, &skimmed, sizeof(whole));
	return skimmed;
}

/* Times of all sizes, blobs that are too long; a block begins before the last has ended. */
static void make(struct trace_writer *m, size_t ends[BLOCKS + 1], uint64_t *state)
{
	static const uint8_t long_blob[20000];
	uint64_t seq[THREADS] = {0};
	int64_t now = 0;

	trace_begin(m);
	ends[0] = m->bytes.count;
	for (unsigned b = 0; b < BLOCKS; b++) {
		int64_t end = now;

		for (uint32_t thread = 0; thread < THREADS; thread++) {
			const uint64_t records = next_random(state) % 150;
			const uint64_t shift = 40 + next_random(state) % 20;
			int64_t t = now;

			trace_run(m, thread, seq[thread]);
			for (uint64_t i = 0; i < records; i++) {
				struct l1t_record r;

				random_record(&r, state);
				if (next_random(state) % 4)
					plain_record(&r, i % 3 ? L1T_REGION : L1T_LAUNCH);
				if (r.kind == L1T_USES && next_random(state) % 3 == 0) {
					r.blob = long_blob;
					r.blob_bytes = sizeof(long_blob);
				}
				if (next_random(state) % 4)     /* the others share their time */
					t += (int64_t)(next_random(state) >> shift);
				r.time_ns = t;
				seq[thread]++;
				trace_add(m, &r);
			}
			end = t > end ? t : end;
		}
		now += (end - now) / 2;
		trace_block(m, now);
		ends[b + 1] = m->bytes.count;
	}
}

static void skimming_sees_what_reading_sees(void **unused)
{
	uint64_t state = 20261129;
	unsigned cut_blobs = 0;

	(void)unused;
	for (unsigned i = 0; i < 60; i++) {
		struct trace_writer m;
		size_t ends[BLOCKS + 1];
		struct seen got;

		make(&m, ends, &state);
		got = both_ways(m.bytes.data, m.bytes.count, i ? next_random(&state) : UINT32_MAX);
		assert_true(got.skimmed_all && got.counts[L1T_REGION] > 100);
		cut_blobs += got.status.cut_blobs > 0;
		trace_free(&m);
	}
	assert_true(cut_blobs > 10);
}

static void skimming_sees_what_reading_sees_of_a_harmed_trace(void **unused)
{
	struct trace_writer m;
	size_t ends[BLOCKS + 1];
	uint64_t state = 11;
	unsigned damaged = 0, all = 0;
	uint8_t *bytes;

	(void)unused;
	make(&m, ends, &state);
	bytes = malloc(ends[BLOCKS]);
	assert_non_null(bytes);
	for (unsigned i = 0; i < TURNS; i++) {
		size_t count = harm(bytes, m.bytes.data, ends, BLOCKS, &state);
		struct seen got = both_ways(bytes, count, next_random(&state));

		damaged += got.status.damaged_count > 0;
		all += got.skimmed_all != 0;
	}
	assert_true(damaged > TURNS / 3 && all > TURNS / 2);
	free(bytes);
	trace_free(&m);
}

/* Regions of one thread, 1 ns apart; the blocks' marks are `late_ns` behind their ends. */
static struct seen regions(unsigned blocks, unsigned each, int64_t late_ns, int64_t last_block_ns)
{
	struct trace_writer m;
	struct seen got;
	int64_t now = 0;

	trace_begin(&m);
	for (unsigned b = 0; b < blocks; b++) {
		trace_run(&m, 1, (uint64_t)now);
		now = b + 1 == blocks ? now + last_block_ns : now;
		for (unsigned i = 0; i < each; i++) {
			struct l1t_record r;

			plain_record(&r, L1T_REGION);
			r.time_ns = ++now;
			trace_add(&m, &r);
		}
		trace_block(&m, now - late_ns);
	}
	got = both_ways(m.bytes.data, m.bytes.count, 0);
	trace_free(&m);
	return got;
}

static void records_from_before_a_mark_are_no_matter_of_skimming(void **unused)
{
	(void)unused;
	assert_true(regions(3, 100, 0, 0).skimmed_all);
	assert_true(regions(3, 100, 100, -50).skimmed_all);
	assert_false(regions(3, 100, 0, -50).skimmed_all);
}

/* A reader of all would give some out before their turn. */
static void records_that_wait_for_long_are_no_matter_of_skimming(void **unused)
{
	(void)unused;
	assert_true(regions(40, 8000, 8000, 0).skimmed_all);
	assert_false(regions(40, 8000, 40 * 8000, 0).skimmed_all);
}

static void what_is_left_in_a_live_file_is_no_matter_of_skimming(void **unused)
{
	static struct live_maker live;
	struct trace_writer m;
	struct seen got;
	char *path, *live_path;

	(void)unused;
	live_of_a_killed(&live, &m, 0);
	path = write_temporary(m.bytes.data, m.bytes.count);
	assert_true(skim(path, 0, 0).skimmed_all);
	live_path = live_write_beside(&live, path);
	assert_non_null(live_path);
	got = skim(path, 0, 0);
	assert_false(got.skimmed_all);
	assert_true(got.status.live_records > 0);
	unlink(path);
	unlink(live_path);
	free(path);
	free(live_path);
	trace_free(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(skimming_sees_what_reading_sees),
		cmocka_unit_test(skimming_sees_what_reading_sees_of_a_harmed_trace),
		cmocka_unit_test(records_from_before_a_mark_are_no_matter_of_skimming),
		cmocka_unit_test(records_that_wait_for_long_are_no_matter_of_skimming),
		cmocka_unit_test(what_is_left_in_a_live_file_is_no_matter_of_skimming),
	};

	return cmocka_run_group_tests_name("format skim", tests, NULL, NULL);
}
