/*
 * For tests of verbs: a story as a file, and what l1analyze says of it. See judge_l1analyze.h.
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

static const struct world bank = {.grid_x = 1, .grid_y = 1, .l1_bytes = L1_BYTES,
	.unreserved_base = BASE, .l1_small_bytes = L1_BYTES - TOP, .mesh = 6, .step_ns = 10};

static void listen(struct story *s, const struct l1t_record *r)
{
	trace_add(s->file, r);
}

void file_begin(struct story *s, const struct world *w)
{
	story_in(s, w);
	s->now_ns = 0;
	s->file = calloc(1, sizeof(*s->file));
	if (!s->file)
		abort();
	trace_begin(s->file);
	story_listener(s, listen);
}

void one_bank(struct story *s)
{
	file_begin(s, &bank);
	trace_run(s->file, s->thread, 0);
	tell(s, (struct l1t_record){.kind = L1T_BEGIN, .blob = (const uint8_t *)"a=b",
		.blob_bytes = 4});
	tell_cores(s, 1, 0, 0, 0, 0);
}

void write_file(struct story *s)
{
	tell(s, (struct l1t_record){.kind = L1T_END});
	s->now_ns++;
	write_unfinished_file(s);
}

void write_unfinished_file(struct story *s)
{
	trace_block(s->file, s->now_ns);
	s->name = write_temporary(s->file->bytes.data, s->file->bytes.count);
	trace_free(s->file);
	free(s->file);
	s->file = NULL;
}

void drop_file(struct story *s)
{
	unlink(s->name);
	free(s->name);
}

void tell_oom(struct story *s, uint64_t bytes)
{
	tell_failure(s, (struct l1t_failure){.type = L1T_FAIL_OOM, .device = 1,
		.buffer_type = L1T_L1, .size_bytes = bytes, .bytes_per_bank = bytes}, NULL);
}

void tell_clash(struct story *s, uint64_t end, uint64_t lowest)
{
	tell_failure(s, (struct l1t_failure){.type = L1T_FAIL_CLASH, .device = 1,
		.region_end = end, .lowest_buffer = lowest}, NULL);
}

void tell_program_up_to(struct story *s, uint64_t end)
{
	tell_region(s, 1, 0, L1T_REGION_FIRST, BASE, end - BASE, 1);
	tell_launch(s, 1, 1, 0, 0);
}

struct outcome ask_frag(const struct story *s, const char *args)
{
	char command[300];
	struct outcome o;

	snprintf(command, sizeof(command), L1ANALYZE " frag %s %s", args, s->name);
	o = run_command("A=1", command);
	if (!WIFEXITED(o.status) || WEXITSTATUS(o.status))
		fail_msg("%s: status %d: %s", args, o.status, o.output);
	return o;
}
