/* For tests of advise: see advise_lines.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "advise_lines.h"

enum { LINES = 100, HELPERS = 1000 };   /* call sites: main at a line; called from there */

uint64_t line(struct story *t, uint32_t number)
{
	tell_callsite(t, LINES + number, TEXT + 1, FILE_NAME, number, FUNCTION);
	return LINES + number;
}

/* A line of the function `helper`, which a line of main has called. */
uint64_t within(struct story *t, uint32_t number, uint32_t caller)
{
	const uint64_t id = HELPERS * number + caller;
	const uint32_t words[] = {0, 0, TEXT + 1, FILE_NAME, number, HALO, FILE_NAME, caller, FUNCTION};

	tell_definition(t, L1T_CALLSITE, id, words, sizeof(words));
	return id;
}

void make(struct story *t, uint64_t id, uint64_t address, uint64_t site)
{
	call_alloc(t, id, address, address == FIRST ? 504 : address == FOURTH ? 448 : 512, site);
}

void launch(struct story *t, uint64_t site)
{
	tell_launch_of(t, (struct l1t_launch){.program = PROGRAM, .device = 1, .name = TEXT + 1,
		.callsite = site});
}

static void expect_rows_of(struct story *t, const char *others, const char *rows)
{
	char command[300];

	write_file(t);
	snprintf(command, sizeof(command), L1ANALYZE " advise --format tsv %%s | tail -n +2 | cut -f4-6,10-16 | "
		"grep %s \"^to dram\\|^in place\\|^reallocate\" | sed \"s/model.py://g; s/ main//g; /^l1_small_size/d\"", others);
	expect_output(t, command, rows);
	drop_file(t);
}

void expect_advice(struct story *t, const char *rows)
{
	expect_rows_of(t, "-v", rows);
}

void expect_changes(struct story *t, const char *rows)
{
	expect_rows_of(t, "-e", rows);
}
