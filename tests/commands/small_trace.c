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
#include "trace_writer.h"
#include "small_trace.h"

char told_trace[64], told_database[64];

static void add(struct trace_maker *m, int64_t time_ns, struct l1t_record r)
{
	r.time_ns = time_ns;
	trace_add(m, &r);
}

static void add_blob(struct trace_maker *m, uint8_t kind, uint64_t id, const void *blob, size_t n)
{
	add(m, 0, (struct l1t_record){.kind = kind, .define = {id}, .blob = blob,
		.blob_bytes = (uint32_t)n});
}

static void add_definitions(struct trace_maker *m)
{
	static const char pairs[] = "host=desk\0command=python model.py";
	static const char *const strings[] = {"matmul", "soft \"max\", wide", "wormhole_b0",
		"/home/me/model.py", "forward", "main", "ttnn.matmul"};
	static const uint16_t one[] = {0, 0, 0, 0}, all[] = {0, 0, 1, 1};
	static const uint32_t frames[] = {0, 0, 7, 4, 12, 5, 4, 40, 6}, no_frame[] = {0, 0, 7};

	add(m, 0, (struct l1t_record){.kind = L1T_BEGIN, .begin = {.pid = 42,
		.wall_ns = 1700000000000000000, .ticks_per_s = 1}, .blob = (const uint8_t *)pairs,
		.blob_bytes = sizeof(pairs)});
	for (uint64_t i = 0; i < 7; i++)
		add_blob(m, L1T_STRING, i + 1, strings[i], strlen(strings[i]));
	add_blob(m, L1T_CORES, 1, one, sizeof(one));
	add_blob(m, L1T_CORES, 2, all, sizeof(all));
	add_blob(m, L1T_CALLSITE, 1, frames, sizeof(frames));
	add_blob(m, L1T_CALLSITE, 2, no_frame, sizeof(no_frame));
	for (uint64_t chip = 0; chip < 2; chip++)
		add(m, 10, (struct l1t_record){.kind = L1T_DEVICE, .device = {.device = chip + 1,
			.mesh = chip + 7, .chips = chip, .grid_x = 2, .grid_y = 2,
			.l1_bytes = 1000000, .unreserved_base = 100000, .l1_small_bytes = 50000,
			.kernel_config_bytes = 70656, .bank_count = 4, .bank_bytes = 850000,
			.arch = 3}});
}

static void add_alloc(struct trace_maker *m, int64_t time_ns, struct l1t_alloc a)
{
	a.size_bytes = a.bytes_per_core * 4;
	a.core_count = L1T_UNKNOWN;
	add(m, time_ns, (struct l1t_record){.kind = L1T_ALLOC, .alloc = a});
}

static void add_events(struct trace_maker *m)
{
	add_alloc(m, 100, (struct l1t_alloc){.id = 1, .device = 1, .type = L1T_L1,
		.address = 800000, .bytes_per_core = 1000, .callsite = 1});
	add_alloc(m, 200, (struct l1t_alloc){.id = 2, .device = 1, .type = L1T_DRAM,
		.address = 64, .bytes_per_core = 4096});
	add_alloc(m, 300, (struct l1t_alloc){.id = 3, .device = 2, .type = L1T_L1_SMALL,
		.address = 950000, .bytes_per_core = 64});
	add(m, 310, (struct l1t_record){.kind = L1T_REGION, .region = {.program = 1,
		.flags = L1T_REGION_FIRST, .address = 100000, .size_bytes = 2000, .cores = 1}});
	add(m, 320, (struct l1t_record){.kind = L1T_REGION, .region = {.program = 2, .chips = 1,
		.flags = L1T_REGION_FIRST, .address = 100000, .size_bytes = 5000, .cores = 2}});
	add(m, 330, (struct l1t_record){.kind = L1T_PROGRAM_CONFIG, .program_config = {1, 640, 0}});
	add(m, 400, (struct l1t_record){.kind = L1T_LAUNCH, .launch = {.program = 1, .device = 1,
		.name = 1, .callsite = 1, .type = 2}});
	add_alloc(m, 500, (struct l1t_alloc){.id = 4, .device = 1, .type = L1T_L1,
		.address = 700000, .bytes_per_core = 300});
	add(m, 700, (struct l1t_record){.kind = L1T_LAUNCH, .launch = {.program = 2, .device = 2,
		.chips = 1, .name = 2}});
	add(m, 800, (struct l1t_record){.kind = L1T_FREE, .free = {99, 1, L1T_L1, 0}});
	add(m, 900, (struct l1t_record){.kind = L1T_DEVICE_CLOSE, .device_close = {2}});
	add(m, 1000, (struct l1t_record){.kind = L1T_END, .end = {16}});
}

static void write_trace(void)
{
	struct trace_maker m;
	char *name;

	trace_begin(&m);
	trace_run(&m, 2, 0);
	add(&m, 600, (struct l1t_record){.kind = L1T_FREE, .free = {4, 1, L1T_L1, 0}});
	trace_run(&m, 1, 0);
	add_definitions(&m);
	add_events(&m);
	trace_run(&m, 0, 0);
	add(&m, 1100, (struct l1t_record){.kind = L1T_EXIT, .exit = {0, 0, 0}});
	trace_block(&m, 2000);
	name = write_temporary(m.bytes.data, m.bytes.count);
	snprintf(told_trace, sizeof(told_trace), "%s", name);
	free(name);
	trace_free(&m);
}

int told_setup(void **unused)
{
	struct outcome o;
	char args[200];
	int code;

	(void)unused;
	write_trace();
	snprintf(told_database, sizeof(told_database), "%.50s.db", told_trace);
	snprintf(args, sizeof(args), "load %%s -o %s", told_database);
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
