/* The decoder returns what the encoder was given, and does not accept what is not a block. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>
#include <zstd.h>
#include "l1t_decoder.h"
#include "any_record.h"
#include "splitmix.h"
#include "trace_writer.h"

enum { RECORDS = 3000 };

/* Recorders round times: all of a seed are multiples of this. */
static int64_t step_of(uint64_t seed)
{
	return (int64_t)1 << seed % 4 * 6;
}

/* Encodes the records that the seed yields. */
static void encode(struct trace_writer *m, uint64_t seed, uint32_t records)
{
	uint64_t state = seed;
	int64_t time = 0;

	trace_begin(m);
	for (uint32_t i = 0; i < records; i++) {
		struct l1t_record r;

		if (i % 500 == 0)
			trace_run(m, 1 + i / 500, i);
		random_record(&r, &state);
		time += ((int64_t)(next_random(&state) >> (next_random(&state) & 63)) >> 30) *
			step_of(seed);
		r.time_ns = time;
		trace_add(m, &r);
	}
	trace_block(m, 0);
}

static struct l1t_block *decode(const struct trace_writer *m, struct l1t_decoder *d)
{
	const uint8_t *block = m->bytes.data + L1T_FILE_HEADER_BYTES;
	struct l1t_block_header h;
	struct l1t_block *b;

	assert_int_equal(l1t_read_block_header(&h, block), L1T_HEADER_OK);
	assert_int_equal(l1t_block_decode(d, &h, block + L1T_BLOCK_HEADER_BYTES, &b),
		L1T_DECODE_OK);
	return b;
}

static void random_records_come_back_as_they_were(void **unused)
{
	struct l1t_decoder *d = l1t_decoder_new();

	(void)unused;
	for (uint64_t seed = 1; seed <= 40; seed++) {
		struct trace_writer m;
		struct l1t_block *b;
		uint64_t state = seed;
		int64_t time = 0;

		encode(&m, seed, RECORDS);
		b = decode(&m, d);
		assert_int_equal(b->count, RECORDS);
		for (uint32_t i = 0; i < RECORDS; i++) {
			struct l1t_record want, got;

			random_record(&want, &state);
			time += ((int64_t)(next_random(&state) >> (next_random(&state) & 63)) >> 30) *
				step_of(seed);
			got = *l1t_block_record(b, i);
			assert_int_equal(got.kind, want.kind);
			assert_int_equal(got.time_ns, time);
			assert_int_equal(got.thread, 1 + i / 500);
			assert_int_equal(got.seq, i);
			assert_memory_equal(got.f, want.f, l1t_kinds[want.kind].fields * 8u);
			assert_int_equal(got.blob_bytes, want.blob_bytes);
			if (want.blob_bytes)
				assert_memory_equal(got.blob, want.blob, want.blob_bytes);
		}
		if (seed % 3)
			l1t_decoder_reuse(d, b);
		else
			l1t_block_free(b);
		trace_free(&m);
	}
	l1t_decoder_free(d);
}

/*
 * Columns of launches: small values, around each length of a varint, rising, constant, now and then
 * large.
 */
static void column_record(struct l1t_record *r, uint32_t i)
{
	unsigned bits = i / 5 % 65;
	uint64_t edge = bits < 64 ? (uint64_t)1 << bits : UINT64_MAX;

	*r = (struct l1t_record){.kind = L1T_LAUNCH, .time_ns = i,
		.launch = {.program = i * i % 128, .device = edge - 1 + i % 3, .chips = 1000000 + i,
			.name = 7, .callsite = i % 97 ? i % 2 : edge, .flags = i < 8191 ? 3 : 4}};
}

static void columns_of_each_shape_come_back_as_they_were(void **unused)
{
	static const uint32_t counts[] = {1, 7, 8, 9, 17, 300, L1T_BLOCK_RECORDS};
	struct l1t_decoder *d = l1t_decoder_new();

	(void)unused;
	for (unsigned c = 0; c < sizeof(counts) / sizeof(*counts); c++) {
		struct l1t_record want, got;
		struct trace_writer m;
		struct l1t_block *b;

		trace_begin(&m);
		trace_run(&m, 1, 0);
		for (uint32_t i = 0; i < counts[c]; i++) {
			column_record(&want, i);
			trace_add(&m, &want);
		}
		trace_block(&m, 0);
		b = decode(&m, d);
		assert_int_equal(b->count, counts[c]);
		for (uint32_t i = 0; i < counts[c]; i++) {
			column_record(&want, i);
			got = *l1t_block_record(b, i);
			assert_memory_equal(got.f, want.f, sizeof(want.launch));
		}
		l1t_block_free(b);
		trace_free(&m);
	}
	l1t_decoder_free(d);
}

static void a_block_takes_so_many_records_and_no_more(void **unused)
{
	const struct l1t_run run = {.thread = 1};
	struct l1t_encoder *e = l1t_encoder_new(3);
	struct l1t_block_header h = {.number = 0};
	struct l1t_record r;
	const uint8_t *bytes;

	(void)unused;
	column_record(&r, 1);
	assert_int_equal(-1, l1t_encoder_add(e, &r));   /* there is no run */
	l1t_encoder_begin_run(e, &run);
	for (uint32_t i = 1; i <= L1T_BLOCK_RECORDS; i++)
		assert_int_equal(i == L1T_BLOCK_RECORDS, l1t_encoder_add(e, &r));
	assert_int_equal(-1, l1t_encoder_add(e, &r));
	assert_true(l1t_encoder_finish(e, &h, &bytes) > 0);
	assert_int_equal(L1T_BLOCK_RECORDS, h.records);
	l1t_encoder_begin_run(e, &run);
	assert_int_equal(0, l1t_encoder_add(e, &r));
	l1t_encoder_free(e);
}

/* Texts fill a block long before its records do: no reader accepts one that is too large. */
static void a_block_takes_so_much_text_and_no_more(void **unused)
{
	static const uint8_t text[L1T_BLOB_MAX];
	const struct l1t_run run = {.thread = 1};
	struct l1t_encoder *e = l1t_encoder_new(3);
	struct l1t_block_header h = {.number = 0};
	struct l1t_record r = {.kind = L1T_NOTE, .blob = text, .blob_bytes = sizeof(text)};
	const uint8_t *bytes;
	unsigned records = 0;
	int full = 0;

	(void)unused;
	l1t_encoder_begin_run(e, &run);
	for (; !full && records < L1T_BLOCK_RECORDS; records++)
		full = l1t_encoder_add(e, &r);
	assert_int_equal(1, full);
	assert_true(l1t_encoder_finish(e, &h, &bytes) > 0);
	assert_int_equal(records, h.records);
	assert_in_range(h.raw_bytes, 10 * sizeof(text), L1T_BLOCK_RAW_MAX / 2);
	l1t_encoder_free(e);
}

/* Threads follow each other in a block, so the oldest and the newest record may be anywhere. */
static void a_block_tells_its_first_and_last_time(void **unused)
{
	static const int64_t times[] = {700, 900, 100, 400, 1200, -5, 300};
	const struct l1t_run run = {.thread = 1};
	struct l1t_encoder *e = l1t_encoder_new(3);
	struct l1t_block_header h = {.mark_ns = 650};
	struct l1t_record r = {.kind = L1T_FREE};
	const uint8_t *bytes;

	(void)unused;
	l1t_encoder_begin_run(e, &run);
	for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++) {
		r.time_ns = times[i];
		assert_int_equal(0, l1t_encoder_add(e, &r));
	}
	assert_true(l1t_encoder_finish(e, &h, &bytes) > 0);
	assert_int_equal(-5, h.first_ns);
	assert_int_equal(1200, h.last_ns);
	l1t_encoder_free(e);
}

static void a_block_of_nothing_but_runs_comes_back(void **unused)
{
	struct l1t_decoder *d = l1t_decoder_new();
	struct l1t_encoder *e = l1t_encoder_new(3);
	struct l1t_block_header h = {.number = 0};
	struct l1t_record r = {.kind = L1T_PAUSE};
	const uint8_t *bytes;
	struct l1t_block *b;

	(void)unused;
	for (uint32_t i = 0; i < L1T_BLOCK_RECORDS; i++) {
		struct l1t_run run = {UINT32_MAX - i, UINT32_MAX - i, UINT64_MAX - 1000 - i,
			UINT64_MAX - i};

		assert_int_equal(0, l1t_encoder_begin_run(e, &run));
		assert_true(l1t_encoder_add(e, &r) >= 0);
	}
	assert_true(l1t_encoder_finish(e, &h, &bytes) > 0);
	assert_int_equal(L1T_DECODE_OK,
		l1t_block_decode(d, &h, bytes + L1T_BLOCK_HEADER_BYTES, &b));
	assert_int_equal(L1T_BLOCK_RECORDS, b->run_count);
	for (uint32_t i = 0; i < b->count; i++) {
		assert_int_equal(UINT32_MAX - i, l1t_block_record(b, i)->thread);
		assert_true(l1t_block_record(b, i)->seq == UINT64_MAX - 1000 - i);
		assert_true(b->runs[i].end_slot == UINT64_MAX - i);
	}
	l1t_block_free(b);
	l1t_encoder_free(e);
	l1t_decoder_free(d);
}

/* A sound frame whose content is a byte too long or too short. */
static void content_of_another_length_is_damage(void **unused)
{
	struct l1t_decoder *d = l1t_decoder_new();
	static uint8_t raw[1 << 20], frame[1 << 20];
	struct l1t_block_header h;
	struct trace_writer m;
	struct l1t_block *b;
	const uint8_t *block;
	size_t n;

	(void)unused;
	encode(&m, 3, 50);
	block = m.bytes.data + L1T_FILE_HEADER_BYTES;
	assert_int_equal(l1t_read_block_header(&h, block), L1T_HEADER_OK);
	n = ZSTD_decompress(raw, sizeof(raw), block + L1T_BLOCK_HEADER_BYTES, h.frame_bytes);
	assert_int_equal(n, h.raw_bytes);
	for (size_t length = n - 1; length <= n + 1; length++) {
		h.frame_bytes = (uint32_t)ZSTD_compress(frame, sizeof(frame), raw, length, 1);
		h.raw_bytes = (uint32_t)length;
		assert_int_equal(length == n ? L1T_DECODE_OK : L1T_DECODE_DAMAGED,
			l1t_block_decode(d, &h, frame, &b));
		l1t_block_free(b);
	}
	trace_free(&m);
	l1t_decoder_free(d);
}

static void an_empty_block_comes_back_empty(void **unused)
{
	struct l1t_decoder *d = l1t_decoder_new();
	struct trace_writer m;
	struct l1t_block *b;

	(void)unused;
	encode(&m, 1, 0);
	b = decode(&m, d);
	assert_int_equal(b->count, 0);
	l1t_block_free(b);
	trace_free(&m);
	l1t_decoder_free(d);
}

static void a_header_with_any_bit_flipped_is_refused(void **unused)
{
	struct l1t_block_header h = {.frame_bytes = 77, .raw_bytes = 99, .number = 5,
		.session = 0x1122334455667788, .first_ns = -3, .last_ns = 1 << 20,
		.mark_ns = 17, .records = 12}, back;
	uint8_t bytes[L1T_BLOCK_HEADER_BYTES];

	(void)unused;
	l1t_write_block_header(bytes, &h);
	assert_int_equal(l1t_read_block_header(&back, bytes), L1T_HEADER_OK);
	assert_int_equal(back.first_ns, -3);
	assert_int_equal(back.mark_ns, 17);
	for (unsigned bit = 0; bit < sizeof(bytes) * 8; bit++) {
		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_int_not_equal(l1t_read_block_header(&back, bytes), L1T_HEADER_OK);
		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
}

static void a_newer_format_version_is_told_from_damage(void **unused)
{
	struct l1t_file_header h = {L1T_VERSION + 1, 1, 2, 3}, back;
	uint8_t bytes[L1T_FILE_HEADER_BYTES];

	(void)unused;
	l1t_write_file_header(bytes, &h);
	assert_int_equal(l1t_read_file_header(&back, bytes), L1T_HEADER_NEWER);
	bytes[8] ^= 4;
	assert_int_equal(l1t_read_file_header(&back, bytes), L1T_HEADER_DAMAGED);
	bytes[0] ^= 1;
	assert_int_equal(l1t_read_file_header(&back, bytes), L1T_HEADER_FOREIGN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_records_come_back_as_they_were),
		cmocka_unit_test(columns_of_each_shape_come_back_as_they_were),
		cmocka_unit_test(a_block_takes_so_many_records_and_no_more),
		cmocka_unit_test(a_block_takes_so_much_text_and_no_more),
		cmocka_unit_test(a_block_tells_its_first_and_last_time),
		cmocka_unit_test(a_block_of_nothing_but_runs_comes_back),
		cmocka_unit_test(content_of_another_length_is_damage),
		cmocka_unit_test(an_empty_block_comes_back_empty),
		cmocka_unit_test(a_header_with_any_bit_flipped_is_refused),
		cmocka_unit_test(a_newer_format_version_is_told_from_damage),
	};

	return cmocka_run_group_tests_name("format roundtrip", tests, NULL, NULL);
}
