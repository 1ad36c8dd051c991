/*
 * For tests of verbs: one small trace and commands run on it. See small_trace.h.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "judge_l1analyze.h"
#include "small_trace.h"

char told_trace[64], told_database[64];

static const struct world two_chips = {.grid_x = 2, .grid_y = 2, .l1_bytes = 1000000,
	.unreserved_base = 100000, .l1_small_bytes = 50000, .kernel_config_bytes = 70656, .mesh = 6,
	.core_count = L1T_UNKNOWN};

/* The next records have this time. */
static void at(struct story *s, int64_t time_ns)
{
	s->now_ns = time_ns;
}

static void tell_definitions(struct story *s)
{
	static const char pairs[] = "host=desk\0command=python model.py";
	static const char *const strings[] = {"matmul", "soft \"max\", wide", "wormhole_b0",
		"/home/me/model.py", "forward", "main", "ttnn.matmul"};
	static const uint32_t frames[] = {0, 0, 7, 4, 12, 5, 4, 40, 6}, no_frame[] = {0, 0, 7};

	at(s, 0);
	tell(s, (struct l1t_record){.kind = L1T_BEGIN, .begin = {.pid = 42,
		.wall_ns = 1700000000000000000, .ticks_per_s = 1}, .blob = (const uint8_t *)pairs,
		.blob_bytes = sizeof(pairs)});
	for (uint64_t i = 0; i < 7; i++)
		tell_string(s, i + 1, strings[i]);
	tell_cores(s, 1, 0, 0, 0, 0);
	tell_cores(s, 2, 0, 0, 1, 1);
	tell_definition(s, L1T_CALLSITE, 1, frames, sizeof(frames));
	tell_definition(s, L1T_CALLSITE, 2, no_frame, sizeof(no_frame));
	at(s, 10);
	for (uint64_t chip = 0; chip < 2; chip++)
		tell_device(s, (struct l1t_device){.device = chip + 1, .chips = chip, .arch = 3});
}

static void tell_events(struct story *s)
{
	at(s, 100);
	tell_buffer(s, (struct l1t_alloc){.id = 1, .device = 1, .type = L1T_L1, .address = 800000,
		.bytes_per_core = 1000, .callsite = 1});
	at(s, 200);
	tell_alloc(s, 2, 1, L1T_DRAM, 64, 4096);
	at(s, 300);
	tell_alloc(s, 3, 2, L1T_L1_SMALL, 950000, 64);
	at(s, 310);
	tell_region(s, 1, 0, L1T_REGION_FIRST, 100000, 2000, 1);
	at(s, 320);
	tell_region(s, 2, 1, L1T_REGION_FIRST, 100000, 5000, 2);
	at(s, 330);
	tell_program_config(s, 1, 640, 0);
	at(s, 400);
	tell_launch_of(s, (struct l1t_launch){.program = 1, .device = 1, .name = 1, .callsite = 1,
		.type = 2});
	at(s, 500);
	tell_alloc(s, 4, 1, L1T_L1, 700000, 300);
	at(s, 700);
	tell_launch(s, 2, 2, 1, 2);
	at(s, 800);
	tell_free(s, 99, 1, L1T_L1);
	at(s, 900);
	tell_close(s, 2);
	at(s, 1000);
	tell(s, (struct l1t_record){.kind = L1T_END, .end = {16}});
}

static void write_trace(void)
{
	struct story s;
	char *name;

	file_begin(&s, &two_chips);
	trace_run(s.file, 2, 0);
	at(&s, 600);
	tell_free(&s, 4, 1, L1T_L1);
	trace_run(s.file, 1, 0);
	tell_definitions(&s);
	tell_events(&s);
	trace_run(s.file, 0, 0);
	at(&s, 1100);
	tell_exit(&s, 0);
	trace_block(s.file, 2000);
	name = write_temporary(s.file->bytes.data, s.file->bytes.count);
	snprintf(told_trace, sizeof(told_trace), "%s", name);
	free(name);
	trace_free(s.file);
	free(s.file);
}

int told_setup(void **unused)
{
	struct outcome o;
	char args[200];
	int code;

	(void)unused;
	write_trace();
	snprintf(told_database, sizeof(told_database), "%.50s.db", told_trace);
	snprintf(args, sizeof(args), "load --full %%s -o %s", told_database);
	code = told_run(args, &o);
	if (code)
		fprintf(stderr, "%s", o.output);
	outcome_free(&o);
	return code;
}

int told_teardown(void **unused)
{
	(void)unused;
	return unlink(told_trace) | unlink(told_database);
}

int told_run(const char *args, struct outcome *o)
{
	char *with, *command;
	const char *at = strstr(args, "%s");

	if (asprintf(&with, "%.*s%s%s", at ? (int)(at - args) : (int)strlen(args), args,
			at ? told_trace : "", at ? at + 2 : "") < 0 ||
		asprintf(&command, L1ANALYZE " %s", with) < 0)
		abort();
	*o = run_command("A=1", command);
	free(with);
	free(command);
	assert_true(WIFEXITED(o->status));
	return WEXITSTATUS(o->status);
}

void told_shell_of(const char *trace, const char *command, const char *output)
{
	char environment[300];
	struct outcome o;

	snprintf(environment, sizeof(environment), "T=%s D=%s A=%s", trace, told_database, L1ANALYZE);
	o = run_command(environment, command);
	if (!WIFEXITED(o.status) || WEXITSTATUS(o.status) || strcmp(o.output, output))
		fail_msg("%s: status %d:\n%sinstead of\n%s", command, WEXITSTATUS(o.status), o.output,
			output);
	outcome_free(&o);
}

void told_shell(const char *command, const char *output)
{
	told_shell_of(told_trace, command, output);
}

void told_prints(const char *args, const char *text)
{
	struct outcome o;
	int code = told_run(args, &o);

	if (code || strcmp(o.output, text))
		fail_msg("%s: exit %d:\n%sinstead of:\n%s", args, code, o.output, text);
	outcome_free(&o);
}

void told_refuses(const char *args, int code, const char *words)
{
	struct outcome o;
	int got = told_run(args, &o);
	const char *end = strchr(o.output, '\n');

	if (got != code || !strstr(o.output, words) || !end || end[1])
		fail_msg("%s: exit %d instead of %d, or no single line with '%s': %s", args, got,
			code, words, o.output);
	outcome_free(&o);
}
