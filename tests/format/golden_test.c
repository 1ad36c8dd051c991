/* Golden traces: files of every format version must stay readable, record by record. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include "l1t_reader.h"
#include "any_record.h"
#include "trace_writer.h"

/* The kinds of version 1: later ones must not change them. */
enum { KINDS_OF_VERSION_1 = 30 };

/* Fields that were added later read as unknown. */
static void forget_later_fields(struct l1t_record *r)
{
	if (r->kind == L1T_LAUNCH)
		r->launch.type = L1T_UNKNOWN;
	if (r->kind == L1T_FREE)
		r->free.callsite = L1T_UNKNOWN;
	if (r->kind == L1T_DEVICE)
		r->device.dram_bank_count = r->device.dram_bank_bytes = r->device.dram_base =
			L1T_UNKNOWN;
}

static void version_1_has_one_record_of_every_kind(void **unused)
{
	char message[256];
	struct l1t_reader *reader;
	const struct l1t_record *got;
	unsigned kind = 1;

	(void)unused;
	if (l1t_reader_open(&reader, GOLDEN_DIR "/version1.l1t", message, sizeof(message)))
		fail_msg("%s", message);
	while (l1t_reader_next(reader, &got) == 1) {
		struct l1t_record want;

		plain_record(&want, kind);
		forget_later_fields(&want);
		assert_int_equal(got->kind, kind);
		assert_int_equal(got->time_ns, want.time_ns);
		assert_memory_equal(got->f, want.f, l1t_kinds[kind].fields * 8u);
		assert_int_equal(got->blob_bytes, want.blob_bytes);
		if (want.blob_bytes)
			assert_memory_equal(got->blob, want.blob, want.blob_bytes);
		kind++;
	}
	assert_int_equal(kind, KINDS_OF_VERSION_1 + 1);
	assert_int_equal(l1t_reader_status(reader)->damaged_count, 0);
	l1t_reader_close(reader);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(version_1_has_one_record_of_every_kind),
	};

	return cmocka_run_group_tests_name("format golden", tests, NULL, NULL);
}
