/* See two_sites.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <cmocka.h>
#include "two_sites.h"

void sites_begin(struct story *t)
{
	static const char *const strings[] = {"ttnn.matmul", "ttnn.add", "model.py", "main"};

	one_bank(t);
	for (uint64_t i = 0; i < 4; i++)
		tell_string(t, TEXT + i, strings[i]);
	for (uint32_t i = 0; i < 2; i++)
		tell_callsite(t, MATMUL + i, TEXT + i, TEXT + 2, 7 + i, TEXT + 3);
	tell_open(t, 1, 0);
}

void sites_alloc(struct story *t, uint64_t id, uint64_t address, uint64_t callsite)
{
	tell_buffer(t, (struct l1t_alloc){.id = id, .device = 1, .type = L1T_L1, .address = address,
		.bytes_per_core = 100, .callsite = callsite});
}

void sites_check(const struct story *t, const char *args, int code, const char *words)
{
	char command[400];
	struct outcome o;

	snprintf(command, sizeof(command), L1ANALYZE " check %s %s", args, t->name);
	o = run_command("A=1", command);
	if (!WIFEXITED(o.status) || WEXITSTATUS(o.status) != code || !strstr(o.output, words))
		fail_msg("%s: status %d, wanted %d and '%s':\n%s", args, o.status, code, words,
			o.output);
	outcome_free(&o);
}
