/* Golden traces: files of every format version must stay readable, record by record. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include "l1t_reader.h"
#include "any_record.h"
#include "trace_writer.h"

/* Kinds of each version, when its file was made: later ones must not change them. */
enum { KINDS_OF_VERSION_1 = 30, KINDS_OF_VERSION_2 = 36 };

/* Fields that were added later than version 1 read as unknown. */
static void forget_later_fields(struct l1t_record *r)
{
	if (r->kind == L1T_LAUNCH)
		r->launch.type = L1T_UNKNOWN;
	if (r->kind == L1T_FREE)
		r->free.callsite = r->free.manner = L1T_UNKNOWN;
	if (r->kind == L1T_DEVICE)
		r->device.dram_bank_count = r->device.dram_bank_bytes = r->device.dram_base =
			L1T_UNKNOWN;
}

static void is_record(const struct l1t_record *got, const struct l1t_record *want)
{
	assert_int_equal(got->kind, want->kind);
	assert_int_equal(got->time_ns, want->time_ns);
	assert_memory_equal(got->f, want->f, l1t_kinds[want->kind].fields * 8u);
	assert_int_equal(got->blob_bytes, want->blob_bytes);
	if (want->blob_bytes)
		assert_memory_equal(got->blob, want->blob, want->blob_bytes);
}

static struct l1t_reader *open_golden(const char *path)
{
	char message[256];
	struct l1t_reader *reader;

	if (l1t_reader_open(&reader, path, message, sizeof(message)))
		fail_msg("%s", message);
	return reader;
}

static void version_1_has_one_record_of_every_kind(void **unused)
{
	struct l1t_reader *reader = open_golden(GOLDEN_DIR "/version1.l1t");
	const struct l1t_record *got;
	unsigned kind = 1;

	(void)unused;
	for (; l1t_reader_next(reader, &got) == 1; kind++) {
		struct l1t_record want;

		plain_record(&want, kind);
		forget_later_fields(&want);
		is_record(got, &want);
	}
	assert_int_equal(kind, KINDS_OF_VERSION_1 + 1);
	assert_int_equal(l1t_reader_status(reader)->damaged_count, 0);
	l1t_reader_close(reader);
}

/* Then all of them again, at one time: the last of the first ones. */
static void version_2_has_every_kind_twice(void **unused)
{
	struct l1t_reader *reader = open_golden(GOLDEN_DIR "/version2.l1t");
	const struct l1t_record *got;
	unsigned n = 0;

	(void)unused;
	for (; l1t_reader_next(reader, &got) == 1; n++) {
		struct l1t_record want, last;

		plain_record(&want, n % KINDS_OF_VERSION_2 + 1);
		plain_record(&last, KINDS_OF_VERSION_2);
		if (n >= KINDS_OF_VERSION_2)
			want.time_ns = last.time_ns;
		is_record(got, &want);
	}
	assert_int_equal(n, 2 * KINDS_OF_VERSION_2);
	assert_int_equal(l1t_reader_status(reader)->damaged_count, 0);
	l1t_reader_close(reader);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(version_1_has_one_record_of_every_kind),
		cmocka_unit_test(version_2_has_every_kind_twice),
	};

	return cmocka_run_group_tests_name("format golden", tests, NULL, NULL);
}
