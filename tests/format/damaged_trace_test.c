/*
 * Traces cut at every byte, with each bit flipped, with stretches zeroed or removed: what is
 * outside the damage is read, in order, and the damage is reported.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>
#include "l1t_reader.h"
#include "l1t_stored.h"
#include "any_record.h"
#include "splitmix.h"
#include "trace_writer.h"

enum { BLOCKS = 6, PER_BLOCK = 12 };

/* Block b holds records whose first field is b * PER_BLOCK + i; begin and end at the ends. */
static void make(struct trace_writer *m, size_t ends[BLOCKS + 1])
{
	trace_begin(m);
	ends[0] = m->bytes.count;
	for (unsigned b = 0; b < BLOCKS; b++) {
		trace_run(m, 1, b * PER_BLOCK);
		for (unsigned i = 0; i < PER_BLOCK; i++) {
			unsigned n = b * PER_BLOCK + i;
			struct l1t_record r;

			plain_record(&r, n == 0 ? L1T_BEGIN : n == BLOCKS * PER_BLOCK - 1 ? L1T_END
										 : L1T_ALLOC);
			r.time_ns = n;
			r.f[0] = n;
			trace_add(m, &r);
		}
		trace_block(m, (b + 1) * PER_BLOCK);
		ends[b + 1] = m->bytes.count;
	}
}

struct found {
	int opened;
	unsigned whole_blocks;  /* a bit for each block of which all records were read */
	struct l1t_read_status status;
};

/* Reads the file, and removes it. */
static struct found read_file(char *name)
{
	struct found found = {0};
	char message[256];
	struct l1t_reader *reader;
	const struct l1t_record *r;
	unsigned counts[BLOCKS] = {0};
	int64_t last = -1;

	found.opened = !l1t_reader_open(&reader, name, message, sizeof(message));
	if (found.opened) {
		while (l1t_reader_next(reader, &r) == 1) {
			assert_true(r->time_ns > last);
			assert_int_equal(r->f[0], r->time_ns);
			assert_true(r->f[0] < BLOCKS * PER_BLOCK);
			last = r->time_ns;
			counts[r->f[0] / PER_BLOCK]++;
		}
		found.status = *l1t_reader_status(reader);
		l1t_reader_close(reader);
	} else {
		assert_non_null(strstr(message, name));
	}
	for (unsigned b = 0; b < BLOCKS; b++) {
		assert_true(counts[b] == 0 || counts[b] == PER_BLOCK);
		found.whole_blocks |= (unsigned)(counts[b] == PER_BLOCK) << b;
	}
	unlink(name);
	free(name);
	return found;
}

static struct found read_all(const uint8_t *data, size_t bytes)
{
	return read_file(write_temporary(data, bytes));
}

static void cut_anywhere_yields_all_blocks_before_the_cut(void **unused)
{
	struct trace_writer m;
	size_t ends[BLOCKS + 1];

	(void)unused;
	make(&m, ends);
	for (size_t cut = 0; cut < m.bytes.count; cut++) {
		struct found found = read_all(m.bytes.data, cut);
		unsigned want = 0;

		for (unsigned b = 0; b < BLOCKS; b++)
			want |= (unsigned)(ends[b + 1] <= cut) << b;
		assert_int_equal(found.whole_blocks, want);
		if (!found.opened)
			assert_true(cut < L1T_FILE_HEADER_BYTES);
		else
			assert_int_equal(found.status.finished, 0);
	}
	assert_int_equal(read_all(m.bytes.data, m.bytes.count).status.finished, 1);
	trace_free(&m);
}

static void a_flipped_bit_costs_its_block_and_no_other(void **unused)
{
	struct trace_writer m;
	size_t ends[BLOCKS + 1];

	(void)unused;
	make(&m, ends);
	for (size_t at = 0; at < m.bytes.count; at++) {
		unsigned hit = BLOCKS;

		for (unsigned b = 0; b < BLOCKS; b++)
			if (at >= ends[b] && at < ends[b + 1])
				hit = b;
		for (unsigned bit = 0; bit < 8; bit++) {
			struct found found;

			m.bytes.data[at] ^= (uint8_t)(1 << bit);
			found = read_all(m.bytes.data, m.bytes.count);
			m.bytes.data[at] ^= (uint8_t)(1 << bit);
			assert_true(found.opened);
			assert_int_equal(found.whole_blocks | 1u << hit,
				((1u << BLOCKS) - 1) | 1u << hit);
			if (!(found.whole_blocks >> hit & 1) && hit < BLOCKS) {
				assert_int_equal(found.status.damaged_count, 1);
				assert_int_equal(found.status.damaged[0].offset, ends[hit]);
				assert_int_equal(found.status.damaged[0].bytes,
					ends[hit + 1] - ends[hit]);
				assert_int_equal(found.status.finished, 0);
			}
		}
	}
	trace_free(&m);
}

static void a_stretch_taken_out_costs_the_blocks_it_touched(void **unused)
{
	struct trace_writer m;
	size_t ends[BLOCKS + 1];
	uint64_t state = 7;

	(void)unused;
	make(&m, ends);
	for (unsigned round = 0; round < 300; round++) {
		size_t from = next_random(&state) % m.bytes.count;
		size_t bytes = 1 + next_random(&state) % (m.bytes.count - from);
		uint8_t *copy = malloc(m.bytes.count);
		unsigned want = 0;

		for (unsigned b = 0; b < BLOCKS; b++)
			want |= (unsigned)(ends[b + 1] <= from || ends[b] >= from + bytes) << b;
		memcpy(copy, m.bytes.data, from);
		memcpy(copy + from, m.bytes.data + from + bytes, m.bytes.count - from - bytes);
		assert_int_equal(read_all(copy, m.bytes.count - bytes).whole_blocks & want, want);
		memcpy(copy, m.bytes.data, m.bytes.count);
		memset(copy + from, 0, bytes);
		assert_int_equal(read_all(copy, m.bytes.count).whole_blocks & want, want);
		free(copy);
	}
	trace_free(&m);
}

/* What is between blocks: bytes of nothing, so long that a search goes on in its next stretch, too. */
static void check_between(const struct trace_writer *m, size_t at, const uint8_t *junk, size_t n)
{
	uint8_t *all = malloc(m->bytes.count + n);
	struct found found;

	memcpy(all, m->bytes.data, at);
	memcpy(all + at, junk, n);
	memcpy(all + at + n, m->bytes.data + at, m->bytes.count - at);
	found = read_all(all, m->bytes.count + n);
	assert_int_equal((1u << BLOCKS) - 1, found.whole_blocks);
	assert_int_equal(n, found.status.damaged_bytes);
	assert_int_equal(at, found.status.damaged[0].offset);
	assert_int_equal(0, found.status.skipped_blocks);
	assert_int_equal(0, found.status.finished);
	free(all);
}

static void what_lies_between_blocks_costs_none(void **unused)
{
	static uint8_t junk[1 << 17];
	struct trace_writer m, other;
	size_t ends[BLOCKS + 1], other_ends[BLOCKS + 1];

	(void)unused;
	make(&m, ends);
	check_between(&m, ends[2], junk, 1);
	for (size_t n = 65520; n < 65560; n++)
		check_between(&m, ends[2], junk, n);
	/* blocks of another recording, as on a disk that was full of them */
	make(&other, other_ends);
	for (size_t i = 0; i < BLOCKS; i++) {
		uint8_t *block = other.bytes.data + other_ends[i];
		struct l1t_block_header h;

		assert_int_equal(l1t_read_block_header(&h, block), L1T_HEADER_OK);
		h.session++;
		l1t_write_block_header(block, &h);
	}
	check_between(&m, ends[2], other.bytes.data + other_ends[2],
		other_ends[5] - other_ends[2]);
	trace_free(&other);
	trace_free(&m);
}

/* A terabyte would take minutes to read; and what may be unpacked is measured by what is stored. */
static void a_hole_of_a_sparse_file_is_skipped(void **unused)
{
	enum { TEBI_SHIFT = 40, CUT = 2 };
	struct trace_writer m;
	size_t ends[BLOCKS + 1], rest;
	struct found found;
	char *name;
	off_t hole;
	int fd;

	(void)unused;
	make(&m, ends);
	name = write_temporary(m.bytes.data, ends[CUT]);
	fd = open(name, O_RDWR | O_CLOEXEC);
	assert_true(fd >= 0);
	hole = (off_t)1 << TEBI_SHIFT;
	rest = m.bytes.count - ends[CUT];
	if (pwrite(fd, (const uint8_t *)m.bytes.data + ends[CUT], rest, hole) != (ssize_t)rest ||
		lseek(fd, hole / 2, SEEK_DATA) <= hole / 2) {
		close(fd);
		unlink(name);
		skip();                 /* no sparse files here */
	}
	assert_in_range(l1t_stored_bytes(fd), m.bytes.count, 1 << 20);
	close(fd);
	found = read_file(name);
	assert_int_equal(found.whole_blocks, (1u << BLOCKS) - 1);
	assert_int_equal(found.status.damaged_bytes, (uint64_t)hole - ends[CUT]);
	trace_free(&m);
}

static void a_foreign_file_is_refused_by_name(void **unused)
{
	static const uint8_t text[] = "this is a text file and not a trace, and it is long enough "
				      "to hold a whole header of a trace and more";

	(void)unused;
	assert_false(read_all(text, sizeof(text)).opened);
	assert_false(read_all(text, 0).opened);
	assert_false(read_all(text, 10).opened);
}

static void a_block_that_comes_twice_is_yielded_once(void **unused)
{
	struct trace_writer m;
	size_t ends[BLOCKS + 1];
	uint8_t *copy;
	struct found found;

	(void)unused;
	make(&m, ends);
	copy = malloc(m.bytes.count * 2);
	memcpy(copy, m.bytes.data, ends[2]);
	memcpy(copy + ends[2], m.bytes.data + ends[1], m.bytes.count - ends[1]);
	found = read_all(copy, m.bytes.count + ends[2] - ends[1]);
	assert_int_equal(found.whole_blocks, (1u << BLOCKS) - 1);
	assert_int_equal(found.status.damaged_count, 1);
	free(copy);
	trace_free(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cut_anywhere_yields_all_blocks_before_the_cut),
		cmocka_unit_test(a_flipped_bit_costs_its_block_and_no_other),
		cmocka_unit_test(a_stretch_taken_out_costs_the_blocks_it_touched),
		cmocka_unit_test(what_lies_between_blocks_costs_none),
		cmocka_unit_test(a_hole_of_a_sparse_file_is_skipped),
		cmocka_unit_test(a_foreign_file_is_refused_by_name),
		cmocka_unit_test(a_block_that_comes_twice_is_yielded_once),
	};

	return cmocka_run_group_tests_name("format damage", tests, NULL, NULL);
}
