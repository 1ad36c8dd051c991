/*
 * Events that are encoded many at a time are equal to those encoded alone; numbers that are coded
 * many at a time are the varints that each of them would be.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "l1t_batch.h"
#include "l1t_decoder.h"
#include "any_record.h"
#include "splitmix.h"
#include "trace_writer.h"
#include "varint_rows.h"

enum { EVENTS = 4000, VALUES = 67 };

static const uint8_t frequent[] = {L1T_SLOT_ALLOC, L1T_SLOT_FREE, L1T_SLOT_REGIONS_FREED,
	L1T_SLOT_LAUNCH, L1T_SLOT_REGION, L1T_SLOT_REGION + 2, L1T_SLOT_REGION + 11};

/* A number with at most this many bits; small ones are as frequent as large ones. */
static uint64_t any_number(uint64_t *state, unsigned bits)
{
	uint64_t v = next_random(state);

	return v >> (64 - bits) >> next_random(state) % bits;
}

static void make_event(uint8_t event[2 * L1T_SLOT_BYTES], uint64_t *state)
{
	uint8_t kind = frequent[next_random(state) % sizeof(frequent)];
	struct l1t_slot_head head = {.kind = kind,
		.slots = kind == L1T_SLOT_ALLOC || kind == L1T_SLOT_LAUNCH ? 2 : 1,
		.small = next_random(state) % 4 ? 7 : 255, .page = 9,
		.word = (uint32_t)any_number(state, 32), .ticks = next_random(state)};

	for (unsigned i = 0; i < 2 * L1T_SLOT_BYTES; i += 4)
		memcpy(event + i, &(uint32_t){(uint32_t)any_number(state, 32)}, 4);
	memcpy(event, &head, sizeof(head));
}

static struct l1t_block *decode(const uint8_t *bytes)
{
	struct l1t_decoder *d = l1t_decoder_new();
	struct l1t_block_header h;
	struct l1t_block *b;

	assert_int_equal(l1t_read_block_header(&h, bytes), L1T_HEADER_OK);
	assert_int_equal(l1t_block_decode(d, &h, bytes + L1T_BLOCK_HEADER_BYTES, &b), L1T_DECODE_OK);
	l1t_decoder_free(d);
	return b;
}

static void events_of_a_batch_are_what_each_of_them_says(void **unused)
{
	static uint8_t events[EVENTS][2 * L1T_SLOT_BYTES];
	static int64_t times_ns[EVENTS];
	static const int levels[] = {3, -50};
	struct l1t_run run = {1, 1, 0, 0};

	(void)unused;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct l1t_encoder *e = l1t_encoder_new(levels[seed % 2]);
		struct l1t_block_header h = {0};
		struct l1t_block *block;
		uint64_t state = seed;
		const uint8_t *bytes;

		l1t_encoder_begin_run(e, &run);
		for (uint32_t i = 0; i < EVENTS;) {
			uint32_t end = i + 1 + (uint32_t)(next_random(&state) % L1T_BATCH);
			struct l1t_batch b;

			l1t_batch_clear(&b);
			for (; i < end && i < EVENTS; i++) {
				const struct l1t_slot_head *head = (const void *)events[i];
				int64_t step = (int64_t)any_number(&state, seed % 5 ? 17 : 50);

				make_event(events[i], &state);
				times_ns[i] = (i ? times_ns[i - 1] : 0) +
					(next_random(&state) % 9 ? step : -step);
				b.times_ns[b.count] = times_ns[i];
				l1t_batch_add(&b, l1t_plain_of(head->kind, head->slots), head);
			}
			assert_int_equal(l1t_encoder_add_batch(e, &b), 0);
		}
		assert_true(l1t_encoder_finish(e, &h, &bytes) > 0);
		block = decode(bytes);
		assert_int_equal(block->count, EVENTS);
		for (uint32_t i = 0; i < EVENTS; i++) {
			struct l1t_record want, got;

			assert_int_equal(l1t_slot_unpack(&want, events[i]), 0);
			got = *l1t_block_record(block, i);
			assert_int_equal(got.kind, want.kind);
			assert_int_equal(got.time_ns, times_ns[i]);
			assert_memory_equal(got.f, want.f, l1t_kinds[want.kind].fields * 8u);
		}
		l1t_block_free(block);
		l1t_encoder_free(e);
	}
}

static void a_batch_beyond_the_end_of_a_block_is_refused(void **unused)
{
	struct l1t_encoder *e = l1t_encoder_new(3);
	struct l1t_slot_free event = {.head = {.kind = L1T_SLOT_FREE, .slots = 1}};
	struct l1t_batch b = {0};

	(void)unused;
	for (int i = 0; i < 3; i++)
		l1t_batch_add(&b, L1T_PLAIN_FREE, &event);
	assert_int_equal(l1t_encoder_add_batch(e, &b), -1);
	l1t_encoder_begin_run(e, &(struct l1t_run){1, 1, 0, 0});
	for (uint32_t n = 3; n < L1T_BLOCK_RECORDS; n += 3)
		assert_int_equal(l1t_encoder_add_batch(e, &b), 0);
	assert_int_equal(L1T_BLOCK_RECORDS % 3, 2);
	assert_int_equal(l1t_encoder_add_batch(e, &b), -1);
	b.counts[L1T_PLAIN_FREE] = b.count = 2;
	assert_int_equal(l1t_encoder_add_batch(e, &b), 1);
	l1t_encoder_free(e);
}

static void only_frequent_kinds_of_the_right_length_are_plain(void **unused)
{
	(void)unused;
	for (unsigned kind = 0; kind < 256; kind++)
		for (unsigned slots = 0; slots < 256; slots++) {
			bool two = kind == L1T_SLOT_ALLOC || kind == L1T_SLOT_LAUNCH;
			bool one = kind == L1T_SLOT_FREE || kind == L1T_SLOT_REGIONS_FREED ||
				(kind >= L1T_SLOT_REGION && kind < L1T_SLOT_REGION + 12);

			assert_int_equal(l1t_plain_of((uint8_t)kind, (uint8_t)slots) !=
				L1T_PLAIN_NONE, (two && slots == 2) || (one && slots == 1));
		}
}

static void many_varints_are_each_of_them(void **unused)
{
	uint64_t v[VALUES], state = 7;
	uint8_t got[VALUES * 10 + VARINT_ROWS_SLACK], want[VALUES * 10];

	(void)unused;
	for (unsigned round = 0; round < 20000; round++) {
		size_t n = next_random(&state) % VALUES + 1, plain = 0, delta = 0;
		unsigned bits = 1 + (unsigned)(next_random(&state) % 64);
		uint64_t before = any_number(&state, 64), previous = before;

		for (size_t i = 0; i < n; i++)
			v[i] = any_number(&state, bits);
		for (size_t i = 0; i < n; i++)
			plain += l1t_put_varint(want + plain, v[i]);
		assert_int_equal(l1t_put_varints(got, v, n) - got, plain);
		assert_memory_equal(got, want, plain);
		for (size_t i = 0; i < n; previous = v[i++])
			delta += l1t_put_varint(want + delta, l1t_zigzag((int64_t)(v[i] - previous)));
		assert_int_equal(l1t_put_deltas(got, v, n, before) - got, delta);
		assert_memory_equal(got, want, delta);
	}
}

static void one_other_value_anywhere_is_seen(void **unused)
{
	uint64_t v[VALUES];

	(void)unused;
	for (size_t n = 1; n <= VALUES; n++) {
		for (size_t i = 0; i < n; i++)
			v[i] = UINT64_MAX - 5;
		assert_true(l1t_are_all(v, n, UINT64_MAX - 5));
		assert_false(l1t_are_all(v, n, 5));
		for (size_t i = 0; i < n; i++) {
			v[i] ^= (uint64_t)1 << (i * 13 % 64);
			assert_false(l1t_are_all(v, n, UINT64_MAX - 5));
			v[i] = UINT64_MAX - 5;
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_of_a_batch_are_what_each_of_them_says),
		cmocka_unit_test(a_batch_beyond_the_end_of_a_block_is_refused),
		cmocka_unit_test(only_frequent_kinds_of_the_right_length_are_plain),
		cmocka_unit_test(many_varints_are_each_of_them),
		cmocka_unit_test(one_other_value_anywhere_is_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
