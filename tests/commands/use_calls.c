/*
 * For tests of uses: see use_calls.h.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "use_calls.h"

void use_tell(struct story *t, uint64_t device, uint64_t program, uint64_t flags,
	const uint32_t *words, size_t count)
{
	tell_uses(t, (struct l1t_uses){device, program, flags, 0}, words, count);
}

void use_begin(struct story *t)
{
	call_begin(t);
	call_region(t, PROGRAM, BASE, 8, L1T_REGION_FIRST);
}

void use_alloc_on(struct story *t, uint64_t device, uint64_t id, uint64_t address)
{
	tell_buffer(t, (struct l1t_alloc){.id = id, .device = device, .type = L1T_L1,
		.address = address, .bytes_per_core = BYTES, .callsite = EMPTY});
}

void use_run_on(struct story *t, uint64_t device, uint64_t chips, uint32_t word)
{
	use_tell(t, device, PROGRAM, 0, &word, 1);
	tell_launch_of(t, (struct l1t_launch){.program = PROGRAM, .device = device, .chips = chips,
		.name = TEXT + 1, .callsite = ADD});
}

void expect_uses(struct story *t, const char *rows)
{
	expect_rows(t, "SELECT buffer, uses, first_use_op, last_use_op, perhaps_op, dead_ops, last_use "
		"FROM uses ORDER BY alloc_ns, buffer", rows);
}

void expect_rows(struct story *t, const char *sql, const char *rows)
{
	char command[600];
	const char *got;

	write_file(t);
	snprintf(command, sizeof(command), L1ANALYZE " query \"%s\" --format tsv %%s | tail -n +2", sql);
	got = ask(command, t);
	if (strcmp(got, rows))
		fail_msg("%s gave\n%sinstead of\n%s", sql, got, rows);
	drop_file(t);
}

void expect_output(const struct story *t, const char *command, const char *expected)
{
	const char *got = ask(command, t);

	if (strcmp(got, expected))
		fail_msg("%s gave\n%sinstead of\n%s", command, got, expected);
}
