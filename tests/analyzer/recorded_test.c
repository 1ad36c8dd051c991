/*
 * Rows that are what the recorder wrote, and no more: refusals and how often, a device's
 * DRAM.
 *
 * Must not know: what verbs make of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "tale.h"

/* What a statement gives, as tab separated values without names. */
static void expect_rows(const struct tale *t, const char *sql, const char *rows)
{
	char command[500];
	struct outcome o;

	snprintf(command, sizeof(command), L1ANALYZE " query --format tsv \"%s\" %s | sed 1d", sql,
		t->name);
	o = run_command("A=1", command);
	if (strcmp(o.output, rows))
		fail_msg("%s gave\n%sinstead of\n%s", sql, o.output, rows);
	outcome_free(&o);
}

static void tell_refused(struct tale *t, const char *text, uint64_t callsite)
{
	tale_tell(t, (struct l1t_record){.kind = L1T_FAILURE, .blob = (const uint8_t *)text,
		.blob_bytes = (uint32_t)strlen(text), .failure = {.type = L1T_FAIL_REFUSED,
		.device = 1, .callsite = callsite}});
}

static void tell_more(struct tale *t, const char *text, uint64_t callsite, uint64_t more)
{
	tale_tell(t, (struct l1t_record){.kind = L1T_NOTE, .blob = (const uint8_t *)text,
		.blob_bytes = (uint32_t)strlen(text), .note = {L1T_NOTE_REFUSED, callsite, more}});
}

static void a_refusal_has_one_row_with_how_often_it_came(void **unused)
{
	struct tale t;

	(void)unused;
	tale_begin(&t);
	tale_open(&t, 1);
	tell_refused(&t, "too wide", 5);
	tell_refused(&t, "too wide", 0);
	tell_refused(&t, "too high", 5);
	tell_more(&t, "too wide", 5, 1);
	tell_more(&t, "too wide", 5, 2);        /* the last one counts */
	tell_more(&t, "too wide", 0, 7);
	tell_more(&t, "", 0, 900);              /* of those there is no row */
	tale_end(&t);
	expect_rows(&t, "SELECT failure, kind, device, text, callsite, times FROM failure "
		"ORDER BY failure",
		"1\trefused\t0\ttoo wide\t5\t3\n"
		"2\trefused\t0\ttoo wide\t\t8\n"
		"3\trefused\t0\ttoo high\t5\t1\n");
	tale_drop(&t);
}

static void a_device_has_its_dram_banks_where_the_trace_has_them(void **unused)
{
	struct tale t;

	(void)unused;
	tale_begin(&t);
	tale_tell(&t, (struct l1t_record){.kind = L1T_DEVICE, .device = {.device = 1,
		.dram_bank_count = 12, .dram_bank_bytes = 1072603072, .dram_base = 1048640}});
	tale_tell(&t, (struct l1t_record){.kind = L1T_DEVICE, .device = {.device = 2,
		.dram_bank_count = L1T_UNKNOWN, .dram_bank_bytes = L1T_UNKNOWN,
		.dram_base = L1T_UNKNOWN}});
	tale_end(&t);
	expect_rows(&t, "SELECT dram_bank_count, dram_bank_bytes, dram_base FROM device "
		"ORDER BY handle", "12\t1072603072\t1048640\n\t\t\n");
	tale_drop(&t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_device_has_its_dram_banks_where_the_trace_has_them),
		cmocka_unit_test(a_refusal_has_one_row_with_how_often_it_came),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
