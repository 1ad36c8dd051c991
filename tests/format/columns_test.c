/*
 * Columns as no recorder writes them: cut, too long, with varints of more bytes than they need or
 * of more than 64 bits. A block's content is made by hand here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <zstd.h>
#include "l1t_codec.h"
#include "l1t_decoder.h"

enum { RECORDS_MAX = 5000, COLUMN_MAX = RECORDS_MAX + 16 };

/*
 * Marks, whose only field has this column: the block, or NULL if it is damaged. Each has a decoder
 * of its own, so that no memory is larger than it has to be.
 */
static struct l1t_block *decode_version(uint32_t version, uint8_t shift, uint32_t records,
	uint8_t coding, const uint8_t *column, size_t bytes)
{
	static uint8_t raw[3 * RECORDS_MAX + COLUMN_MAX + 100], frame[sizeof(raw) + 1000];
	struct l1t_decoder *decoder = l1t_decoder_new();
	struct l1t_block_header h = {.records = records, .version = version};
	enum l1t_decode_result result;
	struct l1t_block *block;
	uint8_t *p = raw;

	p += l1t_put_varint(p, 1);              /* a run: ring, thread, records, first and end slot */
	p += l1t_put_varint(p, 0);
	p += l1t_put_varint(p, 1);
	p += l1t_put_varint(p, records);
	p += l1t_put_varint(p, 0);
	p += l1t_put_varint(p, 0);
	memset(p, L1T_MARK_BEGIN, records);     /* kinds */
	p += records;
	if (version == 2)
		*p++ = shift;
	memset(p, 0, 2 * records + 4);          /* times */
	p[0] = 6;
	p += 2 * records + 4;
	*p++ = L1T_MARK_BEGIN;                  /* one field, no blob */
	*p++ = 1;
	*p++ = 0;
	*p++ = coding;
	p += l1t_put_varint(p, bytes);
	memcpy(p, column, bytes);
	h.raw_bytes = (uint32_t)(p + bytes - raw);
	h.frame_bytes = (uint32_t)ZSTD_compress(frame, sizeof(frame), raw, h.raw_bytes, 1);
	result = l1t_block_decode(decoder, &h, frame, &block);
	l1t_decoder_free(decoder);
	assert_int_equal(result, block ? L1T_DECODE_OK : L1T_DECODE_DAMAGED);
	return block;
}

static struct l1t_block *decode(uint32_t records, uint8_t coding, const uint8_t *column,
	size_t bytes)
{
	return decode_version(1, 0, records, coding, column, bytes);
}

static int is_sound(uint32_t records, uint8_t coding, const uint8_t *column, size_t bytes)
{
	struct l1t_block *block = decode(records, coding, column, bytes);

	l1t_block_free(block);
	return block != NULL;
}

static void a_column_has_a_value_for_each_record_and_nothing_else(void **unused)
{
	static const uint32_t counts[] = {1, 2, 7, 8, 9, 255, 256, 257, 300, RECORDS_MAX};
	static uint8_t column[COLUMN_MAX];

	(void)unused;
	for (unsigned c = 0; c < sizeof(counts) / sizeof(*counts); c++)
		for (uint8_t coding = 1; coding <= 2; coding++) {
			const uint32_t n = counts[c];

			memset(column, 1, sizeof(column));
			assert_true(is_sound(n, coding, column, n));
			assert_false(is_sound(n, coding, column, n - 1));
			assert_false(is_sound(n, coding, column, n + 1));
			assert_false(is_sound(n, 3, column, n));
			column[n - 1] = 0x80;   /* would go on after the end */
			assert_false(is_sound(n, coding, column, n));
			column[0] = 0x80;
			assert_false(is_sound(n, coding, column, 1));
		}
}

static void a_varint_may_be_longer_than_it_needs_to_be(void **unused)
{
	static const struct {
		uint8_t bytes[11], length;
		uint64_t value;
		int sound;
	} cases[] = {
		{{0x80, 0}, 2, 0, 1}, {{0x81, 0x80, 0x80, 0}, 4, 1, 1}, {{0xff, 0x7f}, 2, 0x3fff, 1},
		{{0xff, 0xff, 0x7f}, 3, 0x1fffff, 1}, {{0xff, 0xff, 0xff, 0x7f}, 4, 0xfffffff, 1},
		{{0xff, 0xff, 0xff, 0xff, 0x7f}, 5, 0x7ffffffff, 1},
		{{0xff, 0xff, 0xff, 0xff, 0xff, 0x7f}, 6, 0x3ffffffffff, 1},
		{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f}, 7, 0x1ffffffffffff, 1},
		{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f}, 8, 0xffffffffffffff, 1},
		{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f}, 9, INT64_MAX, 1},
		{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1}, 10, UINT64_MAX, 1},
		{{0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0}, 10, 0, 1},
		{{0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 2}, 10, 0, 0},
		{{0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0}, 11, 0, 0},
	};

	(void)unused;
	/* among so many of one byte, before and after it */
	for (unsigned c = 0; c < sizeof(cases) / sizeof(*cases); c++)
		for (uint32_t before = 0; before < 20; before++) {
			uint8_t column[64];
			struct l1t_block *block;

			memset(column, 3, sizeof(column));
			memcpy(column + before, cases[c].bytes, cases[c].length);
			block = decode(30, 1, column, 29u + cases[c].length);
			assert_int_equal(cases[c].sound, block != NULL);
			for (uint32_t i = 0; block && i < 30; i++)
				assert_true(l1t_block_record(block, i)->mark.name ==
					(i == before ? cases[c].value : 3));
			l1t_block_free(block);
		}
}

static void times_are_multiples_of_what_the_block_says_and_of_no_more_than_64_k(void **unused)
{
	static const uint8_t column[3] = {1, 2, 3};
	struct l1t_block *b;

	(void)unused;
	for (unsigned shift = 0; shift < 256; shift++) {
		b = decode_version(2, (uint8_t)shift, 3, L1T_CODING_PLAIN, column, 3);
		assert_int_equal(b != NULL, shift <= 16);
		if (b)
			assert_int_equal(l1t_block_record(b, 2)->time_ns, 3 << shift);
		l1t_block_free(b);
	}
	b = decode(3, L1T_CODING_PLAIN, column, 3);
	assert_int_equal(l1t_block_record(b, 2)->time_ns, 3);
	l1t_block_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_are_multiples_of_what_the_block_says_and_of_no_more_than_64_k),
		cmocka_unit_test(a_column_has_a_value_for_each_record_and_nothing_else),
		cmocka_unit_test(a_varint_may_be_longer_than_it_needs_to_be),
	};

	return cmocka_run_group_tests_name("format columns", tests, NULL, NULL);
}
