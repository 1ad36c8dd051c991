/*
 * For tests of frag: a trace made of a few calls. See judge_l1analyze.h.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "judge_l1analyze.h"

void tale_tell(struct tale *t, struct l1t_record r)
{
	t->now_ns += 10;
	r.time_ns = t->now_ns;
	trace_add(&t->maker, &r);
}

void tale_open(struct tale *t, uint64_t device)
{
	tale_tell(t, (struct l1t_record){.kind = L1T_DEVICE, .device = {.device = device,
		.mesh = device + 6, .chips = 0, .grid_x = 1, .grid_y = 1, .l1_bytes = L1_BYTES,
		.unreserved_base = BASE, .l1_small_bytes = L1_BYTES - TOP, .bank_count = 1,
		.bank_bytes = TOP - BASE}});
}

void tale_alloc(struct tale *t, uint64_t id, uint64_t device, uint64_t type,
	uint64_t address, uint64_t bytes, uint64_t flags)
{
	tale_tell(t, (struct l1t_record){.kind = L1T_ALLOC, .alloc = {.id = id, .device = device,
		.type = type, .address = address, .bytes_per_core = bytes, .size_bytes = bytes,
		.flags = flags, .cores = flags & L1T_ALLOC_PER_CORE ? 1 : 0}});
}

void tale_free(struct tale *t, uint64_t id, uint64_t device, uint64_t type)
{
	tale_tell(t, (struct l1t_record){.kind = L1T_FREE, .free = {id, device, type, 0}});
}

void tale_oom(struct tale *t, uint64_t bytes)
{
	tale_tell(t, (struct l1t_record){.kind = L1T_FAILURE, .failure = {.type = L1T_FAIL_OOM,
		.device = 1, .buffer_type = L1T_L1, .size_bytes = bytes, .bytes_per_bank = bytes}});
}

void tale_clash(struct tale *t, uint64_t end, uint64_t lowest)
{
	tale_tell(t, (struct l1t_record){.kind = L1T_FAILURE, .failure = {.type = L1T_FAIL_CLASH,
		.device = 1, .region_end = end, .lowest_buffer = lowest}});
}

void tale_launch(struct tale *t, uint64_t end)
{
	tale_tell(t, (struct l1t_record){.kind = L1T_REGION, .region = {.program = 1,
		.flags = L1T_REGION_FIRST, .address = BASE, .size_bytes = end - BASE, .cores = 1}});
	tale_tell(t, (struct l1t_record){.kind = L1T_LAUNCH, .launch = {.program = 1, .device = 1}});
}

void tale_begin(struct tale *t)
{
	static const uint16_t core[] = {0, 0, 0, 0};

	*t = (struct tale){0};
	trace_begin(&t->maker);
	trace_run(&t->maker, 1, 0);
	tale_tell(t, (struct l1t_record){.kind = L1T_BEGIN, .blob = (const uint8_t *)"a=b",
		.blob_bytes = 4});
	tale_tell(t, (struct l1t_record){.kind = L1T_CORES, .define = {1},
		.blob = (const uint8_t *)core, .blob_bytes = sizeof(core)});
}

void tale_end(struct tale *t)
{
	tale_tell(t, (struct l1t_record){.kind = L1T_END});
	trace_block(&t->maker, t->now_ns + 1);
	t->name = write_temporary(t->maker.bytes.data, t->maker.bytes.count);
	trace_free(&t->maker);
}

void tale_drop(struct tale *t)
{
	unlink(t->name);
	free(t->name);
}

/* Output of `l1analyze frag ARGS TRACE`; the caller's to free. */
struct outcome tale_ask(const struct tale *t, const char *args)
{
	char command[300];
	struct outcome o;

	snprintf(command, sizeof(command), L1ANALYZE " frag %s %s", args, t->name);
	o = run_command("A=1", command);
	if (!WIFEXITED(o.status) || WEXITSTATUS(o.status))
		fail_msg("%s: status %d: %s", args, o.status, o.output);
	return o;
}
