/*
 * For tests of explain: see calls.h.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "calls.h"

static void begin(struct story *t, bool small)
{
	static const char *const strings[] = {"ttnn.conv2d", "ttnn.add", "ttnn.empty", "model.py", "main",
		"Halo", "Convolution"};

	one_bank(t);
	t->world.l1_bytes -= small ? 0 : t->world.l1_small_bytes;
	t->world.l1_small_bytes = small ? t->world.l1_small_bytes : 0;
	for (uint64_t i = 0; i < 7; i++)
		tell_string(t, TEXT + i, strings[i]);
	for (uint32_t i = 0; i < 3; i++)
		tell_callsite(t, CONV + i, TEXT + i, FILE_NAME, 7 + i, FUNCTION);
	tell_open(t, 1, 0);
}

void call_begin(struct story *t)
{
	begin(t, true);
}

void call_begin_without_small(struct story *t)
{
	begin(t, false);
}

void call_alloc_of(struct story *t, uint64_t id, uint64_t type, uint64_t address, uint64_t bytes,
	uint64_t callsite, uint64_t flags)
{
	tell_buffer(t, (struct l1t_alloc){.id = id, .device = 1, .type = type, .address = address,
		.bytes_per_core = bytes, .callsite = callsite, .flags = flags});
}

void call_alloc(struct story *t, uint64_t id, uint64_t address, uint64_t bytes, uint64_t callsite)
{
	call_alloc_of(t, id, L1T_L1, address, bytes, callsite, 0);
}

void call_release(struct story *t, uint64_t id)
{
	tell_free(t, id, 1, L1T_L1);
}

void call_region(struct story *t, uint64_t program, uint64_t address, uint64_t bytes, uint64_t flags)
{
	tell_region(t, program, 0, flags, address, bytes, 1);
}

void call_launch(struct story *t, uint64_t program, uint64_t callsite, uint64_t type, uint64_t flags)
{
	tell_launch_of(t, (struct l1t_launch){.program = program, .device = 1,
		.name = TEXT + callsite - 1, .callsite = callsite, .type = type, .flags = flags});
}

void call_clash(struct story *t, uint64_t program, uint64_t end, uint64_t lowest, uint64_t callsite)
{
	tell_failure(t, (struct l1t_failure){.type = L1T_FAIL_CLASH, .device = 1,
		.program = program, .cores = 1, .region_end = end, .lowest_buffer = lowest,
		.size_bytes = L1T_UNKNOWN, .callsite = callsite}, "first line\n  second line");
}

void call_oom(struct story *t, uint64_t type, uint64_t need, uint64_t largest, uint64_t callsite)
{
	tell_failure(t, (struct l1t_failure){.type = L1T_FAIL_OOM, .device = 1, .buffer_type = type,
		.size_bytes = need, .bytes_per_bank = need, .free_bytes = L1T_UNKNOWN,
		.largest_free_bytes = largest, .region_end = L1T_UNKNOWN,
		.lowest_buffer = L1T_UNKNOWN, .limit_bytes = L1T_UNKNOWN, .callsite = callsite},
		NULL);
}

char *ask(const char *command, const struct story *t)
{
	static char output[20000];
	char line[500];
	struct outcome o;

	snprintf(line, sizeof(line), command, t->name);
	o = run_command("A=1", line);
	snprintf(output, sizeof(output), "%s", o.output);
	outcome_free(&o);
	return output;
}

void expect(const struct story *t, const char *rows)
{
	const char *got = ask(L1ANALYZE " explain --format tsv %s | cut -f6,12,13,20 | "
		"grep -E \"^(buffer|.*[[:space:]]cure)[[:space:]]\"", t);

	if (strcmp(got, rows))
		fail_msg("explain gave\n%sinstead of\n%s", got, rows);
}

void expect_words(const struct story *t, const char *word, bool there)
{
	const char *got = ask(L1ANALYZE " explain --width 0 %s", t);

	if (!strstr(got, word) == there)
		fail_msg("'%s' is %sin\n%s", word, there ? "not " : "", got);
}
